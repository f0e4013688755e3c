"""
Reconcile looks what is in flight - how many messages no loader has finished, and for how long the oldest has waited

FLOW:
    1 count the messages in flight
    2 send a batch and ask as if it were ten minutes later: one more is in flight, the oldest has waited so long

LIBRARIES:
    confluent-kafka: asks Kafka for offsets, the numbers of messages
"""
from datetime import datetime, timedelta, timezone
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE
from extractor.create_topic import create_topic_if_missing
from extractor.send_batch import send_batch
from reconcile.in_flight import find_in_flight


def test_in_flight():
    environment.empty()
    create_topic_if_missing()
    later = datetime.now(timezone.utc).replace(tzinfo=None) + timedelta(minutes=10)
    before, seconds = environment.ask_kafka(lambda: find_in_flight(later))
    print("1 in flight:", before)

    send_batch([ON_THE_WIRE], 0)
    count, seconds = find_in_flight(later)
    print("2 after a batch was sent:", count, "and ten minutes later the oldest has waited for", seconds, "seconds")
    assert count == before + 1
    assert 590 < seconds < 4200


if __name__ == "__main__":
    test_in_flight()
