"""
Reconcile compares documents - every document that is SENT has its row; the others are counted

FLOW:
    1 put documents into MongoDB in all states, and nothing into MySQL
    2 compare: only what is SENT by a claim from before is missing, and is named
    3 the first one has its row now: it is right

LIBRARIES:
    pymongo: talks to MongoDB; find() hands out documents one by one
"""
from datetime import datetime
from tests.support import environment, rows
from tests.support.sample_order import DOCUMENT, READ_AT, ROWS
from reconcile.compare_documents import compare_documents

STARTED_AT = datetime(2026, 1, 8)


def test_compare_documents():
    environment.empty()
    environment.orders.insert_many([
        dict(DOCUMENT, _id=1, etl_status="SENT", etl_at=READ_AT),
        dict(DOCUMENT, _id=2, order_id="A2", etl_status="SENT", etl_at=STARTED_AT),
        dict(DOCUMENT, _id=3, order_id="A3", etl_status="SENDING", etl_at=READ_AT),
        dict(DOCUMENT, _id=4, order_id="A4"),
        dict(DOCUMENT, _id=5, order_id="A5", etl_status="REJECTED", etl_reason="status is empty"),
    ])
    print("1 five documents:", *environment.orders.find({}, {"etl_status": 1}))
    found = list(compare_documents({}, STARTED_AT, total=5))
    print("2", found)
    assert sorted(found, key=lambda finding: finding[2]) == [
        ("missing", "order 'A1', document 1: SENT, but not in MySQL", 1),
        ("claimed since", None, 2), ("in hand", None, 3), ("new", None, 4), ("REJECTED", None, 5),
    ]

    rows.put_rows(ROWS)
    found = list(compare_documents({"_id": 1}, STARTED_AT, total=1))
    print("3", found)
    assert found == [("in MySQL as in MongoDB", None, 1)]


if __name__ == "__main__":
    test_compare_documents()
