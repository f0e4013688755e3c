"""
Send again, list rejected - what a person does with orders that were refused

FLOW:
    1 extract one good order and two bad ones
    2 list the rejected ones: both with their reasons, and how often each reason came up
    3 mend one of them, make the rejected ones new with send_again --rejected, extract: one is sent, one refused again
    4 make the good one new by its id, extract: it is sent again; an unknown id is named

LIBRARIES:
    pymongo: talks to MongoDB; send_again sets etl_status to null with its update_many(), which changes all documents that fit
    subprocess (comes with Python): runs a program as a person would and reads what it prints
"""
import subprocess
import sys
from datetime import datetime
from tests import own_shop, run_service
from extractor.extract import extract_new_orders
from extractor.list_rejected import find_rejected
from extractor.send_again import send_order_again, send_rejected_again

GOOD = {
    "order_id": "A1",
    "status": "PAID",
    "created_at": datetime(2026, 1, 5, 10),
    "updated_at": datetime(2026, 1, 6),
    "customer": {"customer_id": "C1", "name": "Zoë", "email": "zoe@example.com", "country": "Ireland"},
    "items": [{"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": 9.9}],
}


def run(*words):
    done = subprocess.run([sys.executable, "-m", *words], cwd=own_shop.ROOT, capture_output=True, text=True)
    print("  python -m", *words)
    print("   ", (done.stdout + done.stderr).strip().replace("\n", "\n    "))
    return done.stdout + done.stderr


def test_rejected_orders_get_another_try():
    own_shop.empty_shop()
    print("1 extract one good order and two bad ones")
    own_shop.mongo_orders.insert_many([
        dict(GOOD, _id=1), dict(GOOD, _id=2, order_id="A2", status=""), dict(GOOD, _id=3, order_id=3),
    ])
    assert run_service.indented(extract_new_orders) == (1, 2, 0)

    print("2 list the rejected ones")
    assert run("extractor.list_rejected").splitlines() == [
        "order 'A2', document 2: status is empty",
        "order 3, document 3: order_id must be text but is of type int",
        "2 rejected orders",
        "1 x status is empty",
        "1 x order_id must be text but is of type int",
    ]

    print("3 mend one of them, and make both new")
    own_shop.mongo_orders.update_one({"_id": 2}, {"$set": {"status": "PAID"}})
    assert run("extractor.send_again", "--rejected") == "2 rejected orders are new again\n"
    assert run_service.indented(extract_new_orders) == (1, 1, 0)
    assert [document["document_id"] for document in find_rejected()] == [3]
    assert send_rejected_again() == 1

    print("4 make the good one new by its id")
    assert run("extractor.send_again", "A1", "nowhere") == "A1: 1 documents are new again\nnowhere: no such order in mongodb\n"
    assert run_service.indented(extract_new_orders) == (1, 1, 0)
    assert send_order_again("A2") == 1
    assert "usage" in run("extractor.send_again")


if __name__ == "__main__":
    test_rejected_orders_get_another_try()
