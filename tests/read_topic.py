"""
Read topic - which orders are in the newest topic, and how much of it is not loaded yet

FLOW:
    1 messages_on_the_way() compares where the partitions end with how far the loaders have committed
    2 orders_in_topic() reads the topic from its beginning

LIBRARIES:
    confluent-kafka: Consumer asks Kafka for offsets, and reads messages without being in anybody's way
"""
import json
import os
import time
from confluent_kafka import Consumer, KafkaException, TopicPartition


def start_consumer(group):
    return Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": group, "enable.auto.commit": False, "log_level": 0,
    })


def partitions_of_topic(consumer):
    topic = os.environ["KAFKA_TOPIC_ORDERS"]
    return [TopicPartition(topic, number, 0) for number in consumer.list_topics(timeout=10).topics[topic].partitions]


def messages_on_the_way(group=None):
    """Returns how many messages of the newest topic the loaders, or another group, have not committed yet."""
    consumer = start_consumer(group or os.environ["KAFKA_GROUP_ID_LOADER"])
    partitions = partitions_of_topic(consumer)
    count = 0
    for partition in ask_kafka(lambda: consumer.committed(partitions, timeout=10)):
        first, end = consumer.get_watermark_offsets(partition, timeout=10)
        count += end - max(partition.offset, first)
    consumer.close()
    return count


def orders_in_topic():
    """Returns all that is in the newest topic as a list of (order_id, updated_at), an order that was sent twice twice."""
    consumer = start_consumer("test")
    partitions = partitions_of_topic(consumer)
    left = sum(consumer.get_watermark_offsets(partition, timeout=10)[1] for partition in partitions)
    consumer.assign(partitions)
    found = []
    while left > 0:
        message = consumer.poll(10)
        found += [(order["order_id"], order["updated_at"]) for order in json.loads(message.value())["orders"]]
        left -= 1
    consumer.close()
    return found


def ask_kafka(question):
    """Calls question() and returns its answer; a broker or topic that is new cannot tell at once, so it is asked up to ten times."""
    for second in range(10):
        try:
            return question()
        except KafkaException as error:
            print("  kafka cannot tell yet, and is asked again:", error)
            time.sleep(1)
    return question()
