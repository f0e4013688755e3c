import os
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic

KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
# for a broker that wants tls or a password: ssl, sasl_ssl or sasl_plaintext
KAFKA_SECURITY_PROTOCOL = os.environ.get("KAFKA_SECURITY_PROTOCOL", "plaintext")
KAFKA_SASL_MECHANISM = os.environ.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
KAFKA_USERNAME = os.environ.get("KAFKA_USERNAME", "")
KAFKA_PASSWORD = os.environ.get("KAFKA_PASSWORD", "")
KAFKA_CA_FILE = os.environ.get("KAFKA_CA_FILE", "")


class KafkaAdminClient:
    def __init__(self, bootstrap_servers):
        settings = {
            "bootstrap.servers": bootstrap_servers,
            "security.protocol": KAFKA_SECURITY_PROTOCOL,
            "ssl.ca.location": KAFKA_CA_FILE,
            # where kafka is away two lines say so; by default the client begins anew, and says so, 20 times a second
            "metadata.recovery.strategy": "none",
            # the producer writes the same lines into the log where kafka is away, once is enough
            "log_level": 0,
        }
        # only then: librdkafka warns of what the protocol has no use for
        if KAFKA_USERNAME:
            settings["sasl.mechanism"] = KAFKA_SASL_MECHANISM
            settings["sasl.username"] = KAFKA_USERNAME
            settings["sasl.password"] = KAFKA_PASSWORD
        self.admin = AdminClient(settings)

    def topics(self):
        return self.admin.list_topics(timeout=5).topics

    def broker_count(self):
        return len(self.admin.list_topics(timeout=5).brokers)

    def create_topic(self, name, partitions, replicas, settings):
        topic = NewTopic(name, num_partitions=partitions, replication_factor=replicas, config=settings)
        self.admin.create_topics([topic])[name].result()

    def topic_settings(self, name):
        """Returns the settings of a topic as {name: value}, both texts."""
        topic = ConfigResource(ConfigResource.Type.TOPIC, name)
        entries = self.admin.describe_configs([topic], request_timeout=5)[topic].result()
        return {name: entry.value for name, entry in entries.items()}


admin = KafkaAdminClient(KAFKA_BOOTSTRAP_SERVERS)
