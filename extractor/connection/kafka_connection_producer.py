import json
import os
from confluent_kafka import KafkaException, Producer

KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
# more of librdkafka's settings as json, for a broker that wants tls or a password, such as {"security.protocol": "ssl"}
KAFKA_MORE_SETTINGS = os.environ.get("KAFKA_MORE_SETTINGS", "{}")


# kafka reports a failed delivery here and nowhere else, and flush() passes on what is raised here
# without it a batch that never arrived would be marked as sent, and its orders would be lost
def stop_if_not_delivered(error, message):
    if error is not None:
        raise KafkaException(error)


class KafkaProducerClient:
    def __init__(self, bootstrap_servers):
        self.producer = Producer({
            **json.loads(KAFKA_MORE_SETTINGS),
            "bootstrap.servers": bootstrap_servers,
            "acks": "all",
            "enable.idempotence": True,
            "compression.type": "lz4",
            "message.timeout.ms": 30000,
            # a broker that is frozen, or behind a cut cable, is given up in time for the others to take the batch
            "socket.timeout.ms": 10000,
        })

    def send(self, topic, value, key, partition):
        self.producer.produce(topic=topic, value=value, key=key, partition=partition, on_delivery=stop_if_not_delivered)

    def flush(self):
        self.producer.flush()


producer = KafkaProducerClient(KAFKA_BOOTSTRAP_SERVERS)
