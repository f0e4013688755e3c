import json
import os
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

    def committed(self, topic):
        """Returns a list of partitions with their committed offsets, an empty one where there is no such topic."""
        topics = self.consumer.list_topics(timeout=10).topics
        if topic not in topics:
            return []
        partitions = [TopicPartition(topic, number) for number in topics[topic].partitions]
        return self.consumer.committed(partitions, timeout=10)

    def first_and_end(self, partition):
        return self.consumer.get_watermark_offsets(partition, timeout=10)

    def read_message(self, topic, number, offset):
        """Returns the first message of a partition from an offset on, None where there is none."""
        self.consumer.assign([TopicPartition(topic, number, offset)])
        msg = self.consumer.poll(10)
        self.consumer.unassign()
        if msg is not None and msg.error():
            raise KafkaException(msg.error())
        return msg

    def print_address(self, topic):
        print(f"kafka {KAFKA_BOOTSTRAP_SERVERS}, topic {topic}, group {KAFKA_GROUP_ID}")

    def close(self):
        self.consumer.close()


consumer = KafkaConsumerClient(KAFKA_BOOTSTRAP_SERVERS, KAFKA_GROUP_ID)
