"""
Mark deleted - an order that is in MySQL and no longer in MongoDB: its deletion is published, for the loader

FLOW:
    1 look for what speaks against it: one order in ten is many, so it wants --yes
    2 an order is in MySQL only: its deletion, for the partition of its customer

LIBRARIES:
    mysql-connector-python: finds the customer of the order
"""
from tests.support import environment, rows
from tests.support.sample_order import READ_AT, ROWS
from extractor.create_topic import create_topic_if_missing
from reconcile.mark_deleted import deletions_of, reason_not_to_mark


def test_mark_deleted():
    create_topic_if_missing()
    environment.empty()
    reason = reason_not_to_mark(1, 10, older_count=0, yes=False)
    print("1", reason)
    assert reason == "1 of 10 orders are more than one in a hundred: --yes if it is right"
    assert reason_not_to_mark(1, 10, older_count=0, yes=True) is None
    assert reason_not_to_mark(1, 100, older_count=0, yes=False) is None
    assert reason_not_to_mark(1, 100, older_count=1, yes=False).startswith("MongoDB is older than MySQL")

    rows.put_rows(ROWS)
    deletions = deletions_of(["A1"], READ_AT, partition_count=3)
    print("2", ROWS["orders"][0], "->", deletions)
    assert deletions == {1: [{"order_id": "A1", "read_at": "2026-01-07 08:30:00.000"}]}


if __name__ == "__main__":
    test_mark_deleted()
