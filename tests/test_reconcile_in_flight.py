"""
Reconcile looks what is in flight - how many messages no loader has finished, and for how long the oldest has waited

FLOW:
    1 count the messages in flight
    2 send a batch: one more is in flight
    3 ask for how long the oldest has waited, as if it were ten minutes later

LIBRARIES:
    confluent-kafka: asks Kafka for offsets, the numbers of messages
"""
from datetime import datetime, timedelta, timezone
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE
from extractor.create_topic import create_topic_if_missing
from extractor.send_batch import send_batch
from reconcile.in_flight import count_messages, seconds_in_kafka


def test_in_flight():
    environment.empty()
    create_topic_if_missing()
    before = environment.ask_kafka(count_messages)
    print("1 in flight:", before)

    send_batch([ON_THE_WIRE], 0)
    print("2 after a batch was sent:", count_messages())
    assert count_messages() == before + 1

    later = datetime.now(timezone.utc).replace(tzinfo=None) + timedelta(minutes=10)
    print("3 ten minutes later the oldest has waited for", seconds_in_kafka(later), "seconds")
    assert 600 < seconds_in_kafka(later) < 4200


if __name__ == "__main__":
    test_in_flight()
