"""
Find messages - which batches are in MySQL, and which messages the loader rejected, the newest first

FLOW:
    1 write down two batches and two rejected messages, as the loader does
    2 find both, the newest first

LIBRARIES:
    mysql-connector-python: talks to MySQL
"""
from datetime import datetime
from tests.support import environment
from query_api.find_messages import find_batches, find_rejected_messages

BATCH = {
    "topic": "shop.orders", "partition_number": 0, "offset_number": 7, "sent_at": datetime(2026, 1, 7, 8, 30),
    "order_count": 500, "line_count": 1500, "loaded_at": datetime(2026, 1, 7, 8, 30, 1),
}
NEWER_BATCH = dict(BATCH, offset_number=8, loaded_at=datetime(2026, 1, 7, 8, 30, 2))
REJECTED = {
    "topic": "shop.orders", "partition_number": 0, "offset_number": 9, "reason": "the message has no value",
    "rejected_at": datetime(2026, 1, 7, 8, 30, 3),
}
NEWER_REJECTED = dict(REJECTED, offset_number=10, rejected_at=datetime(2026, 1, 7, 8, 30, 4))


def test_find_messages():
    environment.empty()
    for batch in (BATCH, NEWER_BATCH):
        environment.mysql_rows("INSERT INTO loaded_batches VALUES (%s, %s, %s, %s, %s, %s, %s)", tuple(batch.values()))
    for message in (REJECTED, NEWER_REJECTED):
        columns = ", ".join(message) + ", message_time, value"
        query = f"INSERT INTO rejected_messages ({columns}) VALUES (%s, %s, %s, %s, %s, '2026-01-07', 'hello')"
        environment.mysql_rows(query, tuple(message.values()))
    print("1 written:", BATCH, REJECTED, sep="\n   ")
    print("2 found:", *find_batches(limit=50), *find_rejected_messages(limit=50), sep="\n   ")
    assert find_batches(limit=50) == [NEWER_BATCH, BATCH]
    assert find_batches(limit=1) == [NEWER_BATCH]
    assert find_rejected_messages(limit=50) == [NEWER_REJECTED, REJECTED]
    assert find_rejected_messages(limit=1) == [NEWER_REJECTED]


if __name__ == "__main__":
    test_find_messages()
