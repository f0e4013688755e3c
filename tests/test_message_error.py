"""
Message error - only a message that is signed with the key is loaded

FLOW:
    1 take a message that the extractor signed: nothing is wrong with it
    2 change one byte of it, and take its signature away: a sentence says what is wrong

LIBRARIES:
    hmac (comes with Python): signs bytes with a key, as the extractor does
"""
import hmac
from loader.message_error import BATCH_KEY, message_error


class Message:
    """What the loader looks at in a message of Kafka."""

    def __init__(self, value, key):
        self.value = lambda: value
        self.key = lambda: key


def test_message_error():
    value = b'{"schema": "orders.v2", "orders": []}'
    signature = hmac.new(BATCH_KEY.encode(), value, "sha256").hexdigest().encode()
    print("1 signed by the extractor:", message_error(Message(value, signature)))
    assert message_error(Message(value, signature)) is None

    print("2 changed:", message_error(Message(value + b" ", signature)))
    assert message_error(Message(value + b" ", signature)).startswith("the key is not the signature of the value")
    print("  no key:", message_error(Message(value, None)))
    assert message_error(Message(value, None)) == "the message has no key, and so no signature"
    print("  no value:", message_error(Message(None, signature)))
    assert message_error(Message(None, signature)) == "the message has no value"


if __name__ == "__main__":
    test_message_error()
