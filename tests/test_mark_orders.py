"""
Mark orders - what was sent is marked SENT, what was refused REJECTED, and what was changed during the batch stays new

FLOW:
    1 insert three orders and claim them
    2 the shop changes the second one
    3 mark the first two as sent, the third as rejected

LIBRARIES:
    pymongo: talks to MongoDB; update_one() changes one document
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT
from extractor.claim_orders import claim_orders
from extractor.mark_orders import mark_rejected, mark_sent


def test_mark_orders():
    environment.empty()
    print("1 insert three orders and claim them")
    environment.orders.insert_many([dict(DOCUMENT, _id=number) for number in (1, 2, 3)])
    batch, claimed = claim_orders([1, 2, 3])

    print("2 the shop changes the second one")
    environment.orders.update_one({"_id": 2}, {"$set": {"status": "SHIPPED", "etl_status": None}})

    print("3 mark them")
    assert mark_sent(batch, [1, 2]) == 1
    assert mark_rejected(batch, [(3, "A1", "status is empty")]) == 1
    marks = {order["_id"]: (order["etl_status"], order.get("etl_reason")) for order in environment.orders.find()}
    print("  ", marks)
    assert marks == {1: ("SENT", None), 2: (None, None), 3: ("REJECTED", "status is empty")}


if __name__ == "__main__":
    test_mark_orders()
