"""
Reject message - only a message that is signed with the key is loaded; any other is kept, with its bytes and a reason

FLOW:
    1 take a message that the extractor signed: nothing is wrong with it
    2 change its value, take its signature away, or its value: a sentence says what is wrong
    3 reject one twice, as after a restart: it is kept once

LIBRARIES:
    hmac (comes with Python): signs bytes with a key, as the extractor does
"""
import hmac
from tests.support import environment
from tests.support.sample_order import SENT_AT, message
from loader.reject_message import BATCH_KEY, message_error, reject_message

VALUE = b'{"schema": "orders.v2", "orders": []}'
SIGNATURE = hmac.new(BATCH_KEY.encode(), VALUE, "sha256").hexdigest().encode()
WRONG_KEY = "the key is not the signature of the value: not written by the extractor, or with another BATCH_KEY"


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
    assert rows == [("shop.orders", 2, 17, SENT_AT, WRONG_KEY, b"\xff hello")]


if __name__ == "__main__":
    test_reject_message()
