"""
Create topic - the extractor makes the topic where it is missing, and leaves it alone where it is there

FLOW:
    1 make the topic: it has three partitions
    2 make it once more: it stays as it is, and keeps its messages for ever

LIBRARIES:
    confluent-kafka: talks to Kafka; its AdminClient makes topics and tells their settings
"""
from tests.support import environment
from confluent_kafka.admin import ConfigResource
from extractor.create_topic import TOPIC, create_topic_if_missing


def test_create_topic():
    print("1 partitions:", create_topic_if_missing())
    environment.wait_until(lambda: TOPIC in environment.kafka_admin.list_topics(timeout=10).topics)
    print("2 partitions:", create_topic_if_missing())
    assert create_topic_if_missing() == 3
    topic = ConfigResource(ConfigResource.Type.TOPIC, TOPIC)
    settings = environment.ask_kafka(lambda: environment.kafka_admin.describe_configs([topic])[topic].result())
    print("  retention.ms", settings["retention.ms"].value, "flush.messages", settings["flush.messages"].value)
    assert settings["retention.ms"].value == "-1"
    assert settings["flush.messages"].value == "1"


if __name__ == "__main__":
    test_create_topic()
