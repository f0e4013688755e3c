from confluent_kafka import KafkaException, Producer
from .kafka_connection_consumer import KAFKA_BOOTSTRAP_SERVERS, get_kafka_settings


# kafka reports a failed delivery here and nowhere else, and flush() passes on what is raised here
# without it a deletion that never arrived would be counted as published
def stop_if_not_delivered(error, message):
    if error is not None:
        raise KafkaException(error)


class KafkaProducerClient:
    def __init__(self, bootstrap_servers):
        settings = get_kafka_settings(bootstrap_servers)
        settings["acks"] = "all"
        settings["enable.idempotence"] = True
        settings["message.timeout.ms"] = 30000
        self.producer = Producer(settings)

    def send(self, topic, value, key, partition):
        self.producer.produce(topic=topic, value=value, key=key, partition=partition, on_delivery=stop_if_not_delivered)

    def flush(self):
        self.producer.flush()


producer = KafkaProducerClient(KAFKA_BOOTSTRAP_SERVERS)
