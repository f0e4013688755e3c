import os
from datetime import datetime
from .connection.kafka_connection_consumer import consumer

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")


def find_unfinished():
    """Returns [(partition, offset, count)]: so many messages from that offset on no loader has finished."""
    unfinished = []
    for partition in consumer.committed(TOPIC):
        first, end = consumer.first_and_end(partition)
        # no offset yet counts as the beginning; one behind the end belongs to a topic that was deleted and made again
        offset = min(max(partition.offset, first), end)
        if offset < end:
            unfinished.append((partition.partition, offset, end - offset))
    return unfinished


def count_messages():
    """Returns how many messages of the topic the loaders have not finished; 0 where there is no such topic."""
    return sum(count for partition, offset, count in find_unfinished())


def seconds_in_kafka(now):
    """Takes the time in UTC; returns the seconds that the oldest unfinished message has waited, 0 without one."""
    seconds = [0]
    for partition, offset, count in find_unfinished():
        msg = consumer.read_message(TOPIC, partition, offset)
        if msg is not None:
            kind, milliseconds = msg.timestamp()
            seconds.append((now - datetime(1970, 1, 1)).total_seconds() - milliseconds / 1000)
    return max(seconds)
