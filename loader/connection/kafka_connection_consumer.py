import os
from confluent_kafka import Consumer
from ..heartbeat import write_heartbeat
from ..report_seen import report_seen

KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
# for a broker that wants tls or a password: ssl, sasl_ssl or sasl_plaintext
KAFKA_SECURITY_PROTOCOL = os.environ.get("KAFKA_SECURITY_PROTOCOL", "plaintext")
KAFKA_SASL_MECHANISM = os.environ.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
KAFKA_USERNAME = os.environ.get("KAFKA_USERNAME", "")
KAFKA_PASSWORD = os.environ.get("KAFKA_PASSWORD", "")
KAFKA_CA_FILE = os.environ.get("KAFKA_CA_FILE", "")
KAFKA_GROUP_ID = os.environ.get("KAFKA_GROUP_ID_LOADER", "shop-loader")


class KafkaConsumerClient:
    def __init__(self, bootstrap_servers, group_id):
        # with auto-commit on, close() would commit past a batch that failed, and the batch would be lost
        settings = {
            "bootstrap.servers": bootstrap_servers,
            "security.protocol": KAFKA_SECURITY_PROTOCOL,
            "ssl.ca.location": KAFKA_CA_FILE,
            # where kafka is away two lines say so; by default the client begins anew, and says so, 20 times a second
            "metadata.recovery.strategy": "none",
            "group.id": group_id,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "session.timeout.ms": 6000,
            # a broker that is frozen, or behind a cut cable, is given up after 10 seconds; by default after 60
            "socket.timeout.ms": 10000,
            # what is fetched ahead, 1 mb, and 64 kb compressed at a time: a loader that is far behind would hold 64 mb
            "queued.max.messages.kbytes": 1024,
            "fetch.message.max.bytes": 65536,
            # with its second by default a loader would wait for most of its batches
            "fetch.queue.backoff.ms": 10,
            # added partitions are seen within half a minute, by default within five
            "topic.metadata.refresh.interval.ms": 30000,
        }
        # only then: librdkafka warns of what the protocol has no use for
        if KAFKA_USERNAME:
            settings["sasl.mechanism"] = KAFKA_SASL_MECHANISM
            settings["sasl.username"] = KAFKA_USERNAME
            settings["sasl.password"] = KAFKA_PASSWORD
        self.consumer = Consumer(settings)

    def subscribe(self, topic):
        self.consumer.subscribe([topic])

    def poll(self, timeout=1.0):
        msg = self.consumer.poll(timeout)
        if msg is None:
            # raises where no broker answers: without this a loader that cannot reach kafka would look healthy for ever
            self.consumer.list_topics(timeout=5)
            write_heartbeat()
            report_seen()
        return msg

    def commit(self, msg):
        self.consumer.commit(message=msg, asynchronous=False)
        write_heartbeat()
        report_seen()

    def close(self):
        self.consumer.close()


consumer = KafkaConsumerClient(KAFKA_BOOTSTRAP_SERVERS, KAFKA_GROUP_ID)
