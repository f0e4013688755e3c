"""
Reconcile checks documents - counts each under its state, and compares the SENT ones with MySQL

FLOW:
    1 put four documents into MongoDB, and nothing into MySQL
    2 check them, as if MySQL had three orders: one of a rejected document, and two without one

LIBRARIES:
    pymongo: talks to MongoDB
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT, READ_AT
from reconcile.check_documents import check_documents
from reconcile.report import new_findings


def test_check_documents():
    environment.empty()
    environment.orders.insert_many([
        dict(DOCUMENT, _id=1, order_id="A1"),
        dict(DOCUMENT, _id=2, order_id="A2", etl_status="SENDING", etl_at=READ_AT),
        dict(DOCUMENT, _id=3, order_id="A3", etl_status="REJECTED", etl_reason="status is empty"),
        dict(DOCUMENT, _id=4, order_id="A4", etl_status="SENT", etl_at=READ_AT),
    ])
    print("1 four documents:", *environment.orders.find({}, {"etl_status": 1}))

    found = dict(new_findings(), began=READ_AT)
    seen = check_documents({"A3", "A8", "A9"}, {"A8"}, found)
    print("2 counts:", dict(found["counts"]), "to be looked at once more:", seen["mismatches"])
    assert found["counts"] == {
        "SENT": 1, "REJECTED": 1, "new": 1, "SENDING": 1, "only in MySQL": 1, "deleted": 1,
        "rejected with an older version in MySQL": 1,
    }
    assert found["gone"] == ["A9"]
    assert seen["mismatches"] == {"A4": ["2026-01-07 08:30:00.000"]}
    assert seen["document_ids"] == {"A1": [1], "A2": [2], "A3": [3], "A4": [4]}


if __name__ == "__main__":
    test_check_documents()
