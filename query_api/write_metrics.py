from datetime import datetime, timezone
from prometheus_client import CollectorRegistry, Gauge, generate_latest

SERVERS = ("mongodb", "kafka", "mysql")
# name of the metric, what it tells, where it stands in the status
METRICS = (
    ("waiting_orders", "Orders in MongoDB that are new or SENDING, counted to 100,000", "waiting_orders"),
    ("rejected_orders", "Orders in MongoDB that the extractor rejected, counted to 100,000", "rejected_orders"),
    ("loaded_orders", "Orders in MySQL, at the last count", "loaded_orders"),
    ("kafka_lag_batches", "Batches in Kafka that no loader has finished", "batches_in_kafka"),
    ("oldest_batch_seconds", "For how long the oldest of them has waited", "oldest_batch_seconds"),
    ("loaders", "Loaders that were seen within a minute", "loaders"),
    ("extractor_seen_timestamp_seconds", "When an extractor was seen", "extractor_seen_at"),
    ("newest_loaded_timestamp_seconds", "When the newest batch came into MySQL", "newest_loaded_at"),
)


def write_metrics(status):
    """Takes what find_status() has found out; returns it as text for Prometheus, without what is not known."""
    registry = CollectorRegistry()
    for name, meaning, field in METRICS:
        if status[field] is not None:
            Gauge(f"shopetl_{name}", meaning, registry=registry).set(as_number(status[field]))
    problem = Gauge("shopetl_problem", "1 where something stands still, see /api/pipeline/status", registry=registry)
    problem.set(status["problem"] is not None)
    up = Gauge("shopetl_up", "Whether the server answers the query api", ["server"], registry=registry)
    for server in SERVERS:
        up.labels(server).set(server not in status["errors"])
    return generate_latest(registry)


def as_number(value):
    # a date of mysql or mongodb is in utc and has no time zone
    return value.replace(tzinfo=timezone.utc).timestamp() if isinstance(value, datetime) else value
