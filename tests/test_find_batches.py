"""
Find batches - which batches are in MySQL, the newest first

FLOW:
    1 write down two batches, as the loader does
    2 find the batches, then only the newest one

LIBRARIES:
    mysql-connector-python: talks to MySQL; with dictionary=True a cursor returns each row as {column: value}
"""
from datetime import datetime
from tests.support import environment
from query_api.find_batches import find_batches

FIRST = {
    "topic": "shop.orders", "partition_number": 0, "offset_number": 7, "sent_at": datetime(2026, 1, 7, 8, 30),
    "order_count": 500, "line_count": 1500, "loaded_at": datetime(2026, 1, 7, 8, 30, 1),
}
SECOND = dict(FIRST, offset_number=8, loaded_at=datetime(2026, 1, 7, 8, 30, 2))


def test_find_batches():
    environment.empty()
    print("1 write down two batches")
    for batch in (FIRST, SECOND):
        environment.mysql_rows(
            "INSERT INTO loaded_batches (topic, partition_number, offset_number, sent_at, order_count, line_count,"
            " loaded_at) VALUES (%s, %s, %s, %s, %s, %s, %s)", tuple(batch.values()),
        )

    print("2 find the batches")
    batches = find_batches(limit=50)
    print("  ", *batches, sep="\n   ")
    assert batches == [SECOND, FIRST]
    assert find_batches(limit=1) == [SECOND]


if __name__ == "__main__":
    test_find_batches()
