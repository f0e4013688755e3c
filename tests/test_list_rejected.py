"""
List rejected - prints the orders that were refused, each with its reason

FLOW:
    1 insert an order that was sent and one that was rejected
    2 list the rejected ones

LIBRARIES:
    pymongo: talks to MongoDB; find() reads documents
"""
from tests.support import environment
from extractor.list_rejected import print_rejected


def test_list_rejected():
    environment.empty()
    print("1 insert an order that was sent and one that was rejected")
    environment.orders.insert_many([
        {"_id": 1, "order_id": "A1", "etl_status": "SENT"},
        {"_id": 2, "order_id": "A2", "etl_status": "REJECTED", "etl_order_id": "A2", "etl_reason": "status is empty"},
    ])
    print("2 list the rejected ones:")
    assert print_rejected() == {"status is empty": 1}


if __name__ == "__main__":
    test_list_rejected()
