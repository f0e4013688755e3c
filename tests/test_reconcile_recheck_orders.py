"""
Reconcile rechecks orders - looks once more at an order that was not as expected, for orders flow while it compares

FLOW:
    1 put a SENT document into MongoDB, and nothing into MySQL
    2 recheck it: it is missing, and is to be sent once more
    3 the shop changes it, so that it is new: it is in flight, and no difference

LIBRARIES:
    pymongo: talks to MongoDB
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT, READ_AT
from reconcile.recheck_orders import recheck_orders
from reconcile.report import new_findings


def test_recheck_orders():
    environment.empty()
    environment.orders.insert_one(dict(DOCUMENT, _id=7, etl_status="SENT", etl_at=READ_AT))
    print("1 a SENT document:", environment.orders.find_one())

    found = new_findings()
    recheck_orders({"A1"}, {"A1": [7]}, found)
    print("2 missing:", found["examples"]["missing"], "to be sent once more:", found["resend"])
    assert found["examples"]["missing"] == ["order 'A1', document 7: SENT, but not in MySQL"]
    assert found["resend"] == [7]

    environment.orders.update_one({"_id": 7}, {"$set": {"etl_status": None}})
    found = new_findings()
    recheck_orders({"A1"}, {"A1": [7]}, found)
    print("3 after the change:", found["counts"]["missing"], "missing")
    assert found["counts"]["missing"] == 0


if __name__ == "__main__":
    test_recheck_orders()
