"""
Find rejected orders - which orders the extractor rejected, and why, the newest first

FLOW:
    1 put two rejected orders into MongoDB, the second changed by hand, and one that was sent
    2 find the rejected ones: what is no text or date does no harm
    3 ask whether an order was rejected

LIBRARIES:
    pymongo: talks to MongoDB; sort() and limit() are done by the server
"""
from datetime import datetime
from tests.support import environment
from query_api.find_rejected_orders import find_rejected_orders, is_rejected

MARKS = {"etl_status": "REJECTED", "etl_reason": "items is empty", "etl_at": datetime(2026, 1, 7)}
DOCUMENTS = [
    {"_id": 1, "etl_order_id": "A1", **MARKS},
    {"_id": 2, "etl_order_id": 17, **MARKS, "etl_at": "yesterday"},
    {"_id": 3, "etl_order_id": "A3", **MARKS, "etl_status": "SENT"},
]
FOUND = [
    {"document_id": "1", "order_id": "A1", "reason": "items is empty", "rejected_at": datetime(2026, 1, 7)},
    {"document_id": "2", "order_id": "17", "reason": "items is empty", "rejected_at": None},
]


def test_find_rejected_orders():
    environment.empty()
    environment.orders.insert_many(DOCUMENTS)
    print("1 the documents:", *DOCUMENTS, sep="\n   ")
    print("2 found:", *find_rejected_orders(limit=50), sep="\n   ")
    assert find_rejected_orders(limit=50) == FOUND
    assert find_rejected_orders(limit=1) == FOUND[:1]
    print("3 A1 was rejected:", is_rejected("A1"), "- A3 was rejected:", is_rejected("A3"))
    assert is_rejected("A1") and not is_rejected("A3")


if __name__ == "__main__":
    test_find_rejected_orders()
