"""
Reconcile resends - makes documents new, so that the extractor sends them once more

FLOW:
    1 put two SENT documents into MongoDB
    2 resend both, the second because MySQL's date of its customer is too late
    3 look at them: both are new, the second has etl_renew

LIBRARIES:
    pymongo: talks to MongoDB; update_many() changes all documents that match
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT
from reconcile.resend import resend


def test_resend():
    environment.empty()
    environment.orders.insert_many([dict(DOCUMENT, _id=number, etl_status="SENT") for number in (1, 2)])
    print("1 two documents:", *environment.orders.find({}, {"etl_status": 1}))

    count = resend([1, 2], [2])
    print("2 made new:", count)
    assert count == 2

    documents = list(environment.orders.find({}, {"etl_status": 1, "etl_renew": 1}))
    print("3 the documents:", *documents)
    assert documents == [{"_id": 1, "etl_status": None}, {"_id": 2, "etl_status": None, "etl_renew": True}]


if __name__ == "__main__":
    test_resend()
