"""
Write metrics - the numbers of the status as text for Prometheus

FLOW:
    1 take a status; Kafka does not answer, so its numbers are not known
    2 write it: a line a number, and none for what is not known

LIBRARIES:
    prometheus_client: writes numbers in the form that Prometheus reads
"""
from datetime import datetime
from query_api.write_metrics import write_metrics

STATUS = {
    "waiting_orders": 2, "rejected_orders": 1, "loaded_orders": 288, "batches_in_kafka": None,
    "oldest_batch_seconds": None, "loaders": 1, "extractor_seen_at": datetime(2026, 1, 7, 8, 30),
    "newest_loaded_at": None, "problem": "Kafka does not answer.", "errors": {"kafka": "Kafka does not answer."},
}
LINES = [
    "shopetl_waiting_orders 2.0", "shopetl_rejected_orders 1.0", "shopetl_loaded_orders 288.0", "shopetl_loaders 1.0",
    "shopetl_extractor_seen_timestamp_seconds 1.7677746e+09", "shopetl_problem 1.0",
    'shopetl_up{server="mongodb"} 1.0', 'shopetl_up{server="kafka"} 0.0', 'shopetl_up{server="mysql"} 1.0',
]


def test_write_metrics():
    print("1 the status:", STATUS)
    lines = [line for line in write_metrics(STATUS).decode().splitlines() if not line.startswith("#")]
    print("2 the metrics:", *lines, sep="\n    ")
    assert lines == LINES


if __name__ == "__main__":
    test_write_metrics()
