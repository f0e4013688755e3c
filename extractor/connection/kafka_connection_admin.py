import json
import os
from confluent_kafka.admin import AdminClient, NewTopic

KAFKA_BOOTSTRAP_SERVERS = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
# more of librdkafka's settings as json, for a broker that wants tls or a password, such as {"security.protocol": "ssl"}
KAFKA_MORE_SETTINGS = os.environ.get("KAFKA_MORE_SETTINGS", "{}")


class KafkaAdminClient:
    def __init__(self, bootstrap_servers):
        self.admin = AdminClient({**json.loads(KAFKA_MORE_SETTINGS), "bootstrap.servers": bootstrap_servers})

    def topics(self):
        return self.admin.list_topics(timeout=5).topics

    def broker_count(self):
        return len(self.admin.list_topics(timeout=5).brokers)

    def create_topic(self, name, partitions, replicas, settings):
        topic = NewTopic(name, num_partitions=partitions, replication_factor=replicas, config=settings)
        self.admin.create_topics([topic])[name].result()


admin = KafkaAdminClient(KAFKA_BOOTSTRAP_SERVERS)
