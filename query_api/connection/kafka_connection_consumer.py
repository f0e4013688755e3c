import os
import time
from confluent_kafka import Consumer, KafkaException, TopicPartition

KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
# for a broker that wants tls or a password: ssl, sasl_ssl or sasl_plaintext
KAFKA_SECURITY_PROTOCOL = os.environ.get("KAFKA_SECURITY_PROTOCOL", "plaintext")
KAFKA_SASL_MECHANISM = os.environ.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
KAFKA_USERNAME = os.environ.get("KAFKA_USERNAME", "")
KAFKA_PASSWORD = os.environ.get("KAFKA_PASSWORD", "")
KAFKA_CA_FILE = os.environ.get("KAFKA_CA_FILE", "")
KAFKA_TOPIC_ORDERS = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")
KAFKA_GROUP_ID = os.environ.get("KAFKA_GROUP_ID_LOADER", "shop-loader")
# all questions of one status together
MAX_SECONDS = 2


class KafkaConsumerClient:
    def __init__(self, bootstrap_servers, group_id):
        # it asks how far the loaders' group is, and never joins the group
        # with auto-commit on it would commit batches that no loader has loaded, and they would be lost
        settings = {
            "bootstrap.servers": bootstrap_servers,
            "security.protocol": KAFKA_SECURITY_PROTOCOL,
            "ssl.ca.location": KAFKA_CA_FILE,
            "group.id": group_id,
            "enable.auto.commit": False,
            # that kafka is away is said by the status, and need not be printed again and again
            "log_level": 0,
            # a broker that is back is found within a second
            "reconnect.backoff.max.ms": 1000,
            "socket.timeout.ms": 2000,
            # of each partition one message is enough, and what was fetched ahead is thrown away
            "fetch.message.max.bytes": 1,
        }
        # only then: librdkafka warns of what the protocol has no use for
        if KAFKA_USERNAME:
            settings["sasl.mechanism"] = KAFKA_SASL_MECHANISM
            settings["sasl.username"] = KAFKA_USERNAME
            settings["sasl.password"] = KAFKA_PASSWORD
        self.consumer = Consumer(settings)

    def topics(self):
        return self.consumer.list_topics(timeout=MAX_SECONDS).topics

    def waiting_batches(self):
        """
        Returns (how many messages no loader has finished, for how many seconds the oldest of them has waited), (0, 0)
        without one or without the topic. Raises KafkaException where Kafka does not tell within two seconds.
        """
        end_time = time.monotonic() + MAX_SECONDS
        topics = self.consumer.list_topics(KAFKA_TOPIC_ORDERS, timeout=MAX_SECONDS).topics
        partitions = [TopicPartition(KAFKA_TOPIC_ORDERS, number) for number in topics[KAFKA_TOPIC_ORDERS].partitions]
        if not partitions:
            return 0, 0
        count, unfinished = 0, []
        for partition in self.consumer.committed(partitions, timeout=seconds_until(end_time)):
            first, end = self.consumer.get_watermark_offsets(partition, timeout=seconds_until(end_time))
            # no offset yet counts as the beginning
            partition.offset = max(partition.offset, first)
            if partition.offset < end:
                count += end - partition.offset
                unfinished.append(partition)
        return count, self.oldest_seconds(unfinished, end_time)

    def oldest_seconds(self, partitions, end_time):
        """Returns for how many seconds the oldest of the first messages of these partitions has waited."""
        sent_at = {}
        self.consumer.assign(partitions)
        while len(sent_at) < len(partitions):
            msg = self.consumer.poll(1.0)
            if msg is None and time.monotonic() < end_time:
                continue
            if msg is None or msg.error():
                self.consumer.unassign()
                raise KafkaException(msg.error() if msg else "no message came")
            kind, milliseconds = msg.timestamp()
            # the first message of each partition is its oldest one
            sent_at.setdefault(msg.partition(), milliseconds / 1000)
        # otherwise it would fetch on, until somebody asks again
        self.consumer.unassign()
        return max(0, time.time() - min(sent_at.values())) if sent_at else 0


def seconds_until(end_time):
    # never 0 or less: -1 would be for ever
    return max(0.01, end_time - time.monotonic())


consumer = KafkaConsumerClient(KAFKA_BOOTSTRAP_SERVERS, KAFKA_GROUP_ID)
