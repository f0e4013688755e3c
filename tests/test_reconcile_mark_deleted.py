"""
Reconcile, mark deleted - when the orders that are only in MySQL may be marked, and what is published of them

FLOW:
    1 ask whether 3 of 1000 orders, 20 of 1000, and any beside an older MongoDB may be marked
    2 ask the same of a topic that nobody has made
    3 put an order into MySQL: its deletion belongs into the partition of its customer

LIBRARIES:
    zlib (comes with Python): crc32() makes a number of a text, always the same one
    unittest.mock (comes with Python): patch.object() gives a name another value for a moment
"""
import zlib
from unittest.mock import patch
from tests.support import environment, rows
from tests.support.sample_order import READ_AT, ROWS
from extractor.create_topic import create_topic_if_missing
from reconcile import mark_deleted
from reconcile.connection.mysql_connection import connection
from reconcile.mark_deleted import deletions_of, reason_not_to_mark


def test_mark_deleted():
    create_topic_if_missing()
    print("1", reason_not_to_mark(3, 1000, 0, False))
    environment.wait_until(lambda: reason_not_to_mark(3, 1000, 0, False) is None)
    print("1", reason_not_to_mark(20, 1000, 0, False))
    sentence = "20 of 1,000 orders are more than one in a hundred: --yes if it is right"
    assert reason_not_to_mark(20, 1000, 0, False) == sentence
    assert reason_not_to_mark(20, 1000, 0, True) is None
    assert reason_not_to_mark(3, 1000, 5, False).startswith("MongoDB is older than MySQL")

    with patch.object(mark_deleted, "TOPIC", "nobody.made.it"):
        reason = reason_not_to_mark(3, 1000, 0, True)
    print("2", reason)
    assert reason == "there is no topic nobody.made.it: the extractor makes it"

    environment.empty()
    rows.put_rows(ROWS)
    connection.reconnect()
    deletions = deletions_of(["A1"], READ_AT, 3)
    print("3", deletions)
    assert deletions == {zlib.crc32(b"C1") % 3: [{"order_id": "A1", "read_at": "2026-01-07 08:30:00.000"}]}


if __name__ == "__main__":
    test_mark_deleted()
