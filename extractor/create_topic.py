import os
from .connection.kafka_connection_admin import admin
from .log import log

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")
PARTITIONS = 3
# each setting with what may be lost where a topic has another value
SETTINGS = (
    ("retention.ms", "-1", "batches that no loader has loaded by then are lost"),
    ("retention.bytes", "-1", "the oldest batches are lost where a loader is far behind"),
    ("unclean.leader.election.enable", "false", "batches that only the broker that failed had are lost"),
    ("flush.messages", "1", "batches that are not on the broker's disk yet are lost when its machine fails"),
)
# where there are three brokers, two of them at least have a batch before it is acknowledged: one may be lost
REPLICAS = 3
REPLICATED = {"min.insync.replicas": "2"}
# where there are fewer, what the brokers say: a 1 would stay for ever, also where the others were only late to start
BROKERS_DEFAULT = -1


def create_topic_if_missing():
    """
    Makes the topic where it is missing and returns how many partitions it has.
    A topic that is there keeps its settings and its partitions.
    Raises KafkaException where no broker answers within five seconds.
    """
    topics = admin.topics()
    if TOPIC in topics:
        return len(topics[TOPIC].partitions)
    settings = {name: value for name, value, risk in SETTINGS}
    if admin.broker_count() >= REPLICAS:
        admin.create_topic(TOPIC, PARTITIONS, REPLICAS, {**settings, **REPLICATED})
    else:
        admin.create_topic(TOPIC, PARTITIONS, BROKERS_DEFAULT, settings)
    log(f"topic {TOPIC} created with {PARTITIONS} partitions")
    return PARTITIONS


def topic_warning():
    """Returns one sentence that says what may be lost by the settings of the topic, or None where they are as ours."""
    found = admin.topic_settings(TOPIC)
    risks = [f"{name}={found[name]}: {risk}" for name, value, risk in SETTINGS if found.get(name, value) != value]
    return f"topic {TOPIC} has {'; '.join(risks)}" if risks else None


if __name__ == "__main__":
    print(f"topic {TOPIC} has {create_topic_if_missing()} partitions")
