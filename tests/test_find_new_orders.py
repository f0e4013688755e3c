"""
Find new orders - an order is new while its etl_status is none of ours: missing, null, or a word of the shop

FLOW:
    1 insert three new orders, one that was sent and one that was rejected
    2 find the ids of the new ones

LIBRARIES:
    pymongo: talks to MongoDB; insert_many() writes documents, each gets an _id
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT
from extractor.find_new_orders import find_new_ids


def test_find_new_orders():
    environment.empty()
    print("1 insert five orders")
    environment.orders.insert_many([
        dict(DOCUMENT, _id="never seen"),
        dict(DOCUMENT, _id="changed by the shop", etl_status=None),
        dict(DOCUMENT, _id="with a word of the shop", etl_status="OPEN"),
        dict(DOCUMENT, _id="sent", etl_status="SENT"),
        dict(DOCUMENT, _id="rejected", etl_status="REJECTED"),
    ])

    batches = list(find_new_ids())
    print("2 the ids of the new ones, batch by batch:", batches)
    assert [sorted(ids) for ids in batches] == [["changed by the shop", "never seen", "with a word of the shop"]]


if __name__ == "__main__":
    test_find_new_orders()
