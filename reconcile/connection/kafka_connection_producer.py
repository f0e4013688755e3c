import os
from confluent_kafka import KafkaException, Producer

KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
# for a broker that wants tls or a password: ssl, sasl_ssl or sasl_plaintext
KAFKA_SECURITY_PROTOCOL = os.environ.get("KAFKA_SECURITY_PROTOCOL", "plaintext")
KAFKA_SASL_MECHANISM = os.environ.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
KAFKA_USERNAME = os.environ.get("KAFKA_USERNAME", "")
KAFKA_PASSWORD = os.environ.get("KAFKA_PASSWORD", "")
KAFKA_CA_FILE = os.environ.get("KAFKA_CA_FILE", "")


# kafka reports a failed delivery here and nowhere else, and flush() passes on what is raised here
# without it a deletion that never arrived would be counted as published
def stop_if_not_delivered(error, message):
    if error is not None:
        raise KafkaException(error)


class KafkaProducerClient:
    def __init__(self, bootstrap_servers):
        settings = {
            "bootstrap.servers": bootstrap_servers,
            "security.protocol": KAFKA_SECURITY_PROTOCOL,
            "ssl.ca.location": KAFKA_CA_FILE,
            # where kafka is away two lines say so; by default the client begins anew, and says so, 20 times a second
            "metadata.recovery.strategy": "none",
            "acks": "all",
            "enable.idempotence": True,
            "message.timeout.ms": 30000,
        }
        # only then: librdkafka warns of what the protocol has no use for
        if KAFKA_USERNAME:
            settings["sasl.mechanism"] = KAFKA_SASL_MECHANISM
            settings["sasl.username"] = KAFKA_USERNAME
            settings["sasl.password"] = KAFKA_PASSWORD
        self.producer = Producer(settings)

    def send(self, topic, value, key, partition):
        self.producer.produce(topic=topic, value=value, key=key, partition=partition, on_delivery=stop_if_not_delivered)

    def flush(self):
        self.producer.flush()


producer = KafkaProducerClient(KAFKA_BOOTSTRAP_SERVERS)
