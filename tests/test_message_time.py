"""
Message time - when a message was sent, as MySQL can hold it

FLOW:
    1 take a message with an ordinary time: milliseconds since 1970
    2 take one with a time that MySQL cannot hold: it counts as 1970

LIBRARIES:
    none
"""
from datetime import datetime
from loader.message_time import message_time


class Message:
    """What the loader looks at in a message of Kafka: (kind of time, milliseconds)."""

    def __init__(self, milliseconds):
        self.timestamp = lambda: (1, milliseconds)


def test_message_time():
    print("1", message_time(Message(1767607200123)))
    assert message_time(Message(1767607200123)) == datetime(2026, 1, 5, 10, 0, 0, 123000)
    print("2", message_time(Message(2**62)))
    assert message_time(Message(2**62)) == message_time(Message(-1)) == datetime(1970, 1, 1)


if __name__ == "__main__":
    test_message_time()
