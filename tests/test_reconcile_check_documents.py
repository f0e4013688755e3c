"""
Reconcile checks documents - counts each under its state, and finds the SENT ones that are not as expected in MySQL

FLOW:
    1 put four documents into MongoDB, and nothing into MySQL
    2 check them: one is new, one is in hand, one was rejected, and the SENT one is to be looked at once more

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
    # the ids of the orders in mysql: a3's older version, and one without a document
    seen = check_documents({"A3", "A9"}, found)
    print("2 counts:", dict(found["counts"]), "to be looked at once more:", seen["mismatches"])
    assert found["counts"] == {
        "SENT": 1, "REJECTED": 1, "new": 1, "SENDING": 1, "only in MySQL": 1,
        "rejected with an older version in MySQL": 1,
    }
    assert found["examples"]["only in MySQL"] == ["order 'A9'"]
    assert seen["mismatches"] == {"A4": ["2026-01-07 08:30:00.000"]}
    assert seen["document_ids"] == {"A1": [1], "A2": [2], "A3": [3], "A4": [4]}


if __name__ == "__main__":
    test_check_documents()
