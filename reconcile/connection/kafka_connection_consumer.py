import os
from confluent_kafka import Consumer, TopicPartition

KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
# for a broker that wants tls or a password: ssl, sasl_ssl or sasl_plaintext
KAFKA_SECURITY_PROTOCOL = os.environ.get("KAFKA_SECURITY_PROTOCOL", "plaintext")
KAFKA_SASL_MECHANISM = os.environ.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
KAFKA_USERNAME = os.environ.get("KAFKA_USERNAME", "")
KAFKA_PASSWORD = os.environ.get("KAFKA_PASSWORD", "")
KAFKA_CA_FILE = os.environ.get("KAFKA_CA_FILE", "")
KAFKA_GROUP_ID = os.environ.get("KAFKA_GROUP_ID_LOADER", "shop-loader")


def get_kafka_settings(bootstrap_servers):
    """Returns what the consumer and the producer have in common."""
    settings = {
        "bootstrap.servers": bootstrap_servers,
        "security.protocol": KAFKA_SECURITY_PROTOCOL,
        "ssl.ca.location": KAFKA_CA_FILE,
        # where kafka is away two lines say so; by default the client begins anew, and says so, 20 times a second
        "metadata.recovery.strategy": "none",
    }
    # only then: librdkafka warns of what the protocol has no use for
    if KAFKA_USERNAME:
        settings["sasl.mechanism"] = KAFKA_SASL_MECHANISM
        settings["sasl.username"] = KAFKA_USERNAME
        settings["sasl.password"] = KAFKA_PASSWORD
    return settings


class KafkaConsumerClient:
    def __init__(self, bootstrap_servers, group_id):
        settings = get_kafka_settings(bootstrap_servers)
        # it asks for the offsets of the loaders' group, and never joins the group
        settings["group.id"] = group_id
        # else it would commit batches that no loader has loaded, and they would be lost
        settings["enable.auto.commit"] = False
        self.consumer = Consumer(settings)

    def partitions(self, topic):
        """Returns the topic's partitions, an empty list where there is no such topic."""
        topics = self.consumer.list_topics(timeout=10).topics
        return [TopicPartition(topic, number) for number in topics[topic].partitions] if topic in topics else []

    def ends(self, topic):
        """Returns {partition: where it ends now}."""
        return {partition.partition: self.first_and_end(partition)[1] for partition in self.partitions(topic)}

    def first_and_end(self, partition):
        return self.consumer.get_watermark_offsets(partition, timeout=10)

    def count_unfinished(self, topic, ends):
        """Takes what ends() has returned; returns how many of the messages before these ends no loader has finished."""
        count = 0
        partitions = [TopicPartition(topic, number) for number in ends]
        for partition in self.consumer.committed(partitions, timeout=10) if partitions else ():
            first, end = self.first_and_end(partition)
            # no offset yet counts as the beginning, a topic that was deleted and made again ends earlier
            count += max(0, min(ends[partition.partition], end) - max(partition.offset, first))
        return count

    def print_address(self, topic):
        print(f"kafka {KAFKA_BOOTSTRAP_SERVERS}, topic {topic}, group {KAFKA_GROUP_ID}")

    def close(self):
        self.consumer.close()


consumer = KafkaConsumerClient(KAFKA_BOOTSTRAP_SERVERS, KAFKA_GROUP_ID)
