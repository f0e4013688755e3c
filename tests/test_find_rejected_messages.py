"""
Find rejected messages - which messages the loader rejected, and why, the newest first

FLOW:
    1 write down two messages, as the loader does
    2 find them, then only the newest one; their bytes stay in MySQL

LIBRARIES:
    mysql-connector-python: talks to MySQL; with dictionary=True a cursor returns each row as {column: value}
"""
from datetime import datetime
from tests.support import environment
from query_api.find_rejected_messages import find_rejected_messages

FIRST = {
    "topic": "shop.orders", "partition_number": 0, "offset_number": 7, "reason": "the message has no value",
    "rejected_at": datetime(2026, 1, 7, 8, 30, 1),
}
SECOND = dict(FIRST, offset_number=8, rejected_at=datetime(2026, 1, 7, 8, 30, 2))


def test_find_rejected_messages():
    environment.empty()
    print("1 write down two messages")
    for message in (FIRST, SECOND):
        environment.mysql_rows(
            "INSERT INTO rejected_messages (topic, partition_number, offset_number, reason, rejected_at, message_time,"
            " value) VALUES (%s, %s, %s, %s, %s, '2026-01-07', 'hello')", tuple(message.values()),
        )

    print("2 find them")
    messages = find_rejected_messages(limit=50)
    print("  ", *messages, sep="\n   ")
    assert messages == [SECOND, FIRST]
    assert find_rejected_messages(limit=1) == [SECOND]


if __name__ == "__main__":
    test_find_rejected_messages()
