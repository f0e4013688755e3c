"""
Find rejected orders - which orders the extractor rejected, and why, the newest first

FLOW:
    1 put two rejected orders into MongoDB, the second with a number as order_id, and one that was sent
    2 find the rejected ones: every id is text
    3 ask whether an order was rejected

LIBRARIES:
    pymongo: talks to MongoDB; sort() and limit() are done by the server
"""
from datetime import datetime
from tests.support import environment
from query_api.find_rejected_orders import find_rejected_orders, is_rejected

DOCUMENTS = [
    {"_id": 1, "etl_order_id": "A1", "etl_status": "REJECTED", "etl_reason": "items is empty",
     "etl_at": datetime(2026, 1, 7)},
    {"_id": 2, "etl_order_id": "17", "etl_status": "REJECTED", "etl_reason": "order_id is a number",
     "etl_at": datetime(2026, 1, 8)},
    {"_id": 3, "etl_order_id": "A3", "etl_status": "SENT", "etl_reason": None, "etl_at": datetime(2026, 1, 9)},
]
FOUND = [
    {"document_id": "2", "order_id": "17", "reason": "order_id is a number", "rejected_at": datetime(2026, 1, 8)},
    {"document_id": "1", "order_id": "A1", "reason": "items is empty", "rejected_at": datetime(2026, 1, 7)},
]


def test_find_rejected_orders():
    environment.empty()
    print("1 put three orders into MongoDB")
    environment.orders.insert_many(DOCUMENTS)

    print("2 find the rejected ones")
    orders = find_rejected_orders(limit=50)
    print("  ", *orders, sep="\n   ")
    assert orders == FOUND
    assert find_rejected_orders(limit=1) == FOUND[:1]

    print("3 A1 was rejected:", is_rejected("A1"), "- A3 was rejected:", is_rejected("A3"))
    assert is_rejected("A1") and not is_rejected("A3")


if __name__ == "__main__":
    test_find_rejected_orders()
