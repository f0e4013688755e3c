import os
from confluent_kafka import KafkaError, KafkaException, Producer

KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
# for a broker that wants tls or a password: ssl, sasl_ssl or sasl_plaintext
KAFKA_SECURITY_PROTOCOL = os.environ.get("KAFKA_SECURITY_PROTOCOL", "plaintext")
KAFKA_SASL_MECHANISM = os.environ.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
KAFKA_USERNAME = os.environ.get("KAFKA_USERNAME", "")
KAFKA_PASSWORD = os.environ.get("KAFKA_PASSWORD", "")
KAFKA_CA_FILE = os.environ.get("KAFKA_CA_FILE", "")
# a broker takes messages of 1,000,000 bytes by default
MAX_MESSAGE_BYTES = int(os.environ.get("KAFKA_MAX_MESSAGE_BYTES", "900000"))


class KafkaProducerClient:
    def __init__(self, bootstrap_servers):
        self.is_too_large = False
        settings = {
            "bootstrap.servers": bootstrap_servers,
            "security.protocol": KAFKA_SECURITY_PROTOCOL,
            "ssl.ca.location": KAFKA_CA_FILE,
            # where kafka is away two lines say so; by default the client begins anew, and says so, 20 times a second
            "metadata.recovery.strategy": "none",
            "acks": "all",
            "enable.idempotence": True,
            "compression.type": "lz4",
            "message.timeout.ms": 30000,
            # what the client itself refuses: our own limit, with some bytes for the key and the frame
            "message.max.bytes": MAX_MESSAGE_BYTES + 10_000,
            # a broker that is frozen, or behind a cut cable, is given up in time for the others to take the batch
            "socket.timeout.ms": 10000,
        }
        # only then: librdkafka warns of what the protocol has no use for
        if KAFKA_USERNAME:
            settings["sasl.mechanism"] = KAFKA_SASL_MECHANISM
            settings["sasl.username"] = KAFKA_USERNAME
            settings["sasl.password"] = KAFKA_PASSWORD
        self.producer = Producer(settings)

    def send(self, topic, value, key, partition):
        self.is_too_large = False
        self.producer.produce(topic=topic, value=value, key=key, partition=partition, on_delivery=self.note_delivery)

    # kafka reports a failed delivery here and nowhere else, and flush() passes on what is raised here
    # without it a batch that never arrived would be marked as sent, and its orders would be lost
    def note_delivery(self, error, message):
        if error is not None and error.code() == KafkaError.MSG_SIZE_TOO_LARGE:
            self.is_too_large = True
        elif error is not None:
            raise KafkaException(error)

    def flush(self):
        self.producer.flush()


producer = KafkaProducerClient(KAFKA_BOOTSTRAP_SERVERS)
