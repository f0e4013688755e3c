import os
from datetime import datetime
from .connection.kafka_connection_consumer import consumer

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")


def find_in_flight(now):
    """
    Takes the time in UTC; returns (how many messages no loader has finished, for how many seconds the oldest of them
    has waited), (0, 0) without one or without the topic.
    """
    count, seconds = 0, 0
    for partition in consumer.committed(TOPIC):
        first, end = consumer.first_and_end(partition)
        # no offset yet counts as the beginning; one behind the end belongs to a topic that was deleted and made again
        offset = min(max(partition.offset, first), end)
        if offset < end:
            count += end - offset
            msg = consumer.read_message(TOPIC, partition.partition, offset)
            if msg is not None:
                kind, milliseconds = msg.timestamp()
                seconds = max(seconds, (now - datetime(1970, 1, 1)).total_seconds() - milliseconds / 1000)
    return count, seconds
