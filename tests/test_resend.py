"""
Resend - makes orders new, so that the next run sends them once more

FLOW:
    1 insert an order that was sent and two that were rejected
    2 resend one by its id, the rejected ones, and those of a day

LIBRARIES:
    pymongo: talks to MongoDB; update_many() changes all documents that match
"""
from datetime import datetime
from tests.support import environment
from tests.support.sample_order import DOCUMENT
from extractor.resend import resend, resend_created_on, with_id

STATES = {"A1": "SENT", "A2": "REJECTED", "A3": "REJECTED"}


def states_after(action, *words):
    environment.empty()
    for order_id, state in STATES.items():
        environment.orders.insert_one(dict(DOCUMENT, order_id=order_id, etl_status=state))
    count = action(*words)
    states = {order["order_id"]: order["etl_status"] for order in environment.orders.find()}
    print("  ", action.__name__, words, "->", count, states)
    return count, states


def test_resend():
    print("1 three orders:", STATES, "all created on", DOCUMENT["created_at"])
    print("2 resend them:")
    assert states_after(resend, with_id("A1")) == (1, {"A1": None, "A2": "REJECTED", "A3": "REJECTED"})
    assert states_after(resend, with_id("A9")) == (0, STATES)
    assert states_after(resend, {"etl_status": "REJECTED"}) == (2, {"A1": "SENT", "A2": None, "A3": None})
    day, next_day = datetime(2026, 1, 5), datetime(2026, 1, 6)
    assert states_after(resend_created_on, day, day) == (3, {"A1": None, "A2": None, "A3": None})
    assert states_after(resend_created_on, next_day, next_day) == (0, STATES)


if __name__ == "__main__":
    test_resend()
