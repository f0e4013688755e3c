"""
Create topic - the extractor makes the topic where it is missing, and leaves it alone where it is there

FLOW:
    1 make the topic: it has three partitions
    2 make it once more: it stays as it is, keeps its messages for ever, and there is nothing to warn of
    3 somebody lets it forget after a day: the warning says what may be lost

LIBRARIES:
    confluent-kafka: talks to Kafka; its AdminClient makes topics and tells their settings
"""
from tests.support import environment
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource
from extractor.create_topic import TOPIC, create_topic_if_missing, topic_warning


def test_create_topic():
    print("1 partitions:", create_topic_if_missing())
    environment.wait_until(lambda: TOPIC in environment.kafka_admin.list_topics(timeout=10).topics)
    partitions, warning = create_topic_if_missing(), topic_warning()
    print("2 partitions:", partitions, "warning:", warning)
    assert (partitions, warning) == (3, None)

    day = ConfigEntry("retention.ms", "86400000", incremental_operation=AlterConfigOpType.SET)
    topic = ConfigResource(ConfigResource.Type.TOPIC, TOPIC, incremental_configs=[day])
    environment.kafka_admin.incremental_alter_configs([topic])[topic].result()
    expected = f"topic {TOPIC} has retention.ms=86400000: batches that no loader has loaded by then are lost"
    environment.wait_until(lambda: topic_warning() == expected)
    print("3 warning:", topic_warning())


if __name__ == "__main__":
    test_create_topic()
