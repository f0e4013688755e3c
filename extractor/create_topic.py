import os
from .connection.kafka_connection_admin import admin

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")
PARTITIONS = 3
# with kafka's default of seven days, orders marked as sent would vanish under a loader that was away for eight
# flush.messages=1 puts each batch on disk before it is acknowledged
SETTINGS = {"retention.ms": "-1", "flush.messages": "1"}
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
    if TOPIC not in topics:
        if admin.broker_count() >= REPLICAS:
            admin.create_topic(TOPIC, PARTITIONS, REPLICAS, {**SETTINGS, **REPLICATED})
        else:
            admin.create_topic(TOPIC, PARTITIONS, BROKERS_DEFAULT, SETTINGS)
        print(f"topic {TOPIC} created with {PARTITIONS} partitions")
        return PARTITIONS
    return len(topics[TOPIC].partitions)


if __name__ == "__main__":
    print(f"topic {TOPIC} has {create_topic_if_missing()} partitions")
