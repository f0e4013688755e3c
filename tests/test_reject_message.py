"""
Reject message - what the extractor has not written is kept in MySQL, with its bytes and the reason

FLOW:
    1 take a message of an unknown producer
    2 reject it, twice, as after a restart: it is kept once

LIBRARIES:
    mysql-connector-python: talks to MySQL; the bytes go into a LONGBLOB column
"""
from datetime import datetime
from tests.support import environment
from loader.reject_message import reject_message


class Message:
    """What the loader looks at in a message of Kafka."""

    def topic(self):
        return "shop.orders"

    def partition(self):
        return 1

    def offset(self):
        return 17

    def timestamp(self):
        return 1, 1767607200123

    def value(self):
        return b"\xff hello"


def test_reject_message():
    environment.empty()
    print("1 a message of an unknown producer:", Message().value())
    reject_message(Message(), "the message has no key, and so no signature")
    reject_message(Message(), "the message has no key, and so no signature")

    rows = environment.mysql_rows(
        "SELECT topic, partition_number, offset_number, message_time, reason, value FROM rejected_messages"
    )
    print("2 what is kept:", *rows, sep="\n   ")
    sent_at = datetime(2026, 1, 5, 10, 0, 0, 123000)
    assert rows == [("shop.orders", 1, 17, sent_at, "the message has no key, and so no signature", b"\xff hello")]


if __name__ == "__main__":
    test_reject_message()
