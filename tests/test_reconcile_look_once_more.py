"""
Reconcile, look once more - orders flow: what is not right is looked at again before it is called wrong

FLOW:
    1 read two documents that are SENT, of which MySQL has no rows
    2 the second one is claimed anew; look at both once more: only the first one is missing

LIBRARIES:
    pymongo: talks to MongoDB; find() with $in looks up a thousand documents at once
"""
from datetime import datetime
from tests.support import environment
from tests.support.sample_order import DOCUMENT, READ_AT
from reconcile.look_once_more import look_once_more
from reconcile.read_documents import order_of, read_documents

NO_ROWS = {"orders": {}, "lines": {}, "customers": {}, "products": {}}
SOON = "2100-01-01 00:00:00.000"


def test_look_once_more():
    environment.empty()
    sent = dict(DOCUMENT, etl_status="SENT", etl_at=READ_AT)
    environment.orders.insert_many([dict(sent, _id=1), dict(sent, _id=2, order_id="A2")])
    documents, = read_documents({})
    checks = [{"document": document, "order": order_of(document), "kind": "missing"} for document in documents]
    print("1", *checks, sep="\n   ")
    environment.orders.update_one({"_id": 2}, {"$set": {"etl_at": datetime(2026, 1, 8)}})
    look_once_more(checks, NO_ROWS, SOON)
    kinds = [check["kind"] for check in checks]
    print("2", kinds)
    assert kinds == ["missing", "claimed since"]


if __name__ == "__main__":
    test_look_once_more()
