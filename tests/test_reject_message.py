"""
Reject message - only a message that is signed with the key is loaded; any other is kept, with its bytes and a reason

FLOW:
    1 take a message that the extractor signed: nothing is wrong with it
    2 change its value, take its signature away, or its value: a sentence says what is wrong
    3 reject one twice, as after a restart: it is kept once

LIBRARIES:
    hmac (comes with Python): signs bytes with a key, as the extractor does
    types (comes with Python): a SimpleNamespace is an object with the attributes that it is given
"""
import hmac
from datetime import datetime
from types import SimpleNamespace
from tests.support import environment
from loader.reject_message import BATCH_KEY, message_error, reject_message

VALUE = b'{"schema": "orders.v2", "orders": []}'
SIGNATURE = hmac.new(BATCH_KEY.encode(), VALUE, "sha256").hexdigest().encode()
WRONG_KEY = "the key is not the signature of the value: not written by the extractor, or with another BATCH_KEY"


def message(value, key):
    """Returns what the loader looks at in a message of Kafka."""
    return SimpleNamespace(
        value=lambda: value, key=lambda: key, topic=lambda: "shop.orders", partition=lambda: 1, offset=lambda: 17,
        timestamp=lambda: (1, 1767607200123),
    )


def test_reject_message():
    environment.empty()
    print("1 signed by the extractor:", message_error(message(VALUE, SIGNATURE)))
    assert message_error(message(VALUE, SIGNATURE)) is None

    print("2 changed:", message_error(message(VALUE + b" ", SIGNATURE)))
    assert message_error(message(VALUE + b" ", SIGNATURE)) == WRONG_KEY
    assert message_error(message(VALUE, None)) == "the message has no key, and so no signature"
    assert message_error(message(None, SIGNATURE)) == "the message has no value"

    for time in (1, 2):
        reject_message(message(b"\xff hello", SIGNATURE), WRONG_KEY)
    rows = environment.mysql_rows("""
        SELECT rejected_messages.topic, rejected_messages.partition_number, rejected_messages.offset_number,
            rejected_messages.message_time, rejected_messages.reason, rejected_messages.value
        FROM rejected_messages""")
    print("3 what is kept:", *rows, sep="\n   ")
    assert rows == [("shop.orders", 1, 17, datetime(2026, 1, 5, 10, 0, 0, 123000), WRONG_KEY, b"\xff hello")]


if __name__ == "__main__":
    test_reject_message()
