"""
Resend - documents are made new, so that the extractor sends them once more; reconcile waits until they are sent

FLOW:
    1 two documents, one SENT and one REJECTED
    2 count what is not sent yet: none
    3 make the first one new: one is waited for

LIBRARIES:
    pymongo: talks to MongoDB
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT, READ_AT
from reconcile.resend import count_unsent, make_new


def test_resend():
    environment.empty()
    environment.orders.insert_many([
        dict(DOCUMENT, _id=1, etl_status="SENT", etl_at=READ_AT), dict(DOCUMENT, _id=2, etl_status="REJECTED"),
    ])
    print("1", *environment.orders.find({}, {"etl_status": 1}))
    print("2 not sent:", count_unsent([1, 2]))
    assert count_unsent([1, 2]) == 0
    make_new([1, 2])
    print("3 not sent:", count_unsent([1, 2]))
    assert count_unsent([1, 2]) == 1
    assert list(environment.orders.find({}, {"etl_status": 1})) == [
        {"_id": 1, "etl_status": None}, {"_id": 2, "etl_status": "REJECTED"}]


if __name__ == "__main__":
    test_resend()
