import json
import os
from datetime import datetime
from confluent_kafka import Consumer, KafkaException, TopicPartition

KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
# more of librdkafka's settings as json, for a broker that wants tls or a password, such as {"security.protocol": "ssl"}
KAFKA_MORE_SETTINGS = os.environ.get("KAFKA_MORE_SETTINGS", "{}")
KAFKA_GROUP_ID = os.environ.get("KAFKA_GROUP_ID_LOADER", "shop-loader")


class KafkaConsumerClient:
    def __init__(self, bootstrap_servers, group_id):
        # it asks for the offsets of the loaders' group, and never joins the group
        # with auto-commit on, it would commit batches that no loader has loaded, and they would be lost
        self.consumer = Consumer({
            **json.loads(KAFKA_MORE_SETTINGS),
            "bootstrap.servers": bootstrap_servers,
            "group.id": group_id,
            "enable.auto.commit": False,
        })

    def partitions(self, topic):
        """Returns a list of the topic's partitions, an empty one where there is no such topic."""
        topics = self.consumer.list_topics(timeout=10).topics
        return [TopicPartition(topic, number) for number in topics[topic].partitions] if topic in topics else []

    def in_flight(self, topic, now):
        """
        Takes the time in UTC; returns (how many messages no loader has finished, for how many seconds the oldest of
        them has waited), (0, 0) without one or without the topic.
        """
        count, seconds = 0, 0
        partitions = self.partitions(topic)
        for partition in self.consumer.committed(partitions, timeout=10) if partitions else ():
            first, end = self.consumer.get_watermark_offsets(partition, timeout=10)
            # no offset yet counts as the beginning; one behind the end is of a topic that was deleted and made again
            partition.offset = min(max(partition.offset, first), end)
            if partition.offset < end:
                count += end - partition.offset
                self.consumer.assign([partition])
                msg = self.consumer.poll(10)
                self.consumer.unassign()
                if msg is not None and msg.error():
                    raise KafkaException(msg.error())
                if msg is not None:
                    kind, milliseconds = msg.timestamp()
                    seconds = max(seconds, (now - datetime(1970, 1, 1)).total_seconds() - milliseconds / 1000)
        return count, seconds

    def print_address(self, topic):
        print(f"kafka {KAFKA_BOOTSTRAP_SERVERS}, topic {topic}, group {KAFKA_GROUP_ID}")

    def close(self):
        self.consumer.close()


consumer = KafkaConsumerClient(KAFKA_BOOTSTRAP_SERVERS, KAFKA_GROUP_ID)
