"""
Reconcile - local/reconcile.py finds each kind of difference, names it, and repairs what can be repaired

FLOW:
    1 put orders through extract and load: nothing to complain of, exit code 0
    2 make each kind of difference by hand, each in another order: each is named, exit code 1
    3 with messages on the way the same is no alarm yet, exit code 0
    4 --send-again makes the broken ones new; extract and load; all is well again

LIBRARIES:
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
    confluent-kafka: talks to Kafka; its Producer puts one message into the topic, which stays on the way
"""
import os
from datetime import datetime
from bson import Decimal128
from confluent_kafka import Producer
from tests import own_shop
from tests.accounts import reconcile

ORDER = {
    "status": "PAID",
    "created_at": datetime(2026, 1, 5, 10),
    "updated_at": datetime(2026, 1, 6),
    "customer": {"customer_id": "C1", "name": "Zoë", "email": "zoe@example.com", "country": "Ireland"},
    "items": [
        {"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": Decimal128("9.90")},
        {"product_id": "P2", "name": "Cup", "category": "Kitchen", "quantity": 1, "unit_price": 9.800000000000002},
    ],
}


def change(order_id, **fields):
    own_shop.mongo_orders.update_one({"order_id": order_id}, {"$set": fields})


def test_each_difference_is_found_and_repaired():
    own_shop.empty_shop()
    print("1 put orders through extract and load: all is well")
    own_shop.mongo_orders.insert_many(dict(ORDER, _id=number, order_id=f"A{number}") for number in range(1, 12))
    own_shop.mongo_orders.insert_one(dict(ORDER, _id="bad", order_id="B", items=[]))
    # an order that has two documents, the newer one read first
    own_shop.mongo_orders.insert_one(dict(ORDER, _id="newer", order_id="C", status="SHIPPED", updated_at=datetime(2026, 2, 1)))
    own_shop.mongo_orders.insert_one(dict(ORDER, _id="older", order_id="C"))
    own_shop.extract()
    own_shop.load()
    code, lines = reconcile()
    assert code == 0
    assert lines == [
        "14 documents in MongoDB: 0 waiting, 1 rejected, 13 sent",
        "12 orders in MySQL",
        "on the way (messages in Kafka that are not loaded yet): 0",
        "missing: 0", "different: 0", "only in MySQL: 0", "rejected with an older good version in MySQL: 0",
        "unknown etl_status: 0", "too large to be marked: 0",
    ]

    print("2 make each kind of difference by hand")
    own_shop.mysql_rows("DELETE FROM order_items WHERE order_id = 'A1'")
    own_shop.mysql_rows("DELETE FROM orders WHERE order_id = 'A1'")
    own_shop.mysql_rows("UPDATE orders SET status = 'PENDING' WHERE order_id = 'A2'")
    own_shop.mysql_rows("DELETE FROM order_items WHERE order_id = 'A3' AND line_number = 2")
    own_shop.mysql_rows("UPDATE order_items SET unit_price = unit_price + 0.0001 WHERE order_id = 'A4' AND line_number = 2")
    own_shop.mongo_orders.delete_one({"order_id": "A5"})
    own_shop.mongo_orders.update_one({"order_id": "A6"}, {"$set": {"etl_status": "REJECTED", "etl_reason": "status is empty"}})
    change("A7", etl_status="LOST")
    change("A8", etl_status="REJECTED", etl_reason=None)
    change("A9", etl_status=None)
    change("A10", items="gone")
    # as near to 16 mib as a document may come
    own_shop.mongo_orders.insert_one(dict(ORDER, _id="huge", order_id="H", note="x" * (16 * 1024 * 1024 - 800)))
    own_shop.mysql_rows("UPDATE orders SET updated_at = '2026-01-07' WHERE order_id = 'A11'")
    code, lines = reconcile()
    size = next(line for line in lines if "'H'" in line).split()[-2]
    assert code == 1
    assert lines == [
        "14 documents in MongoDB: 2 waiting, 2 rejected, 8 sent",
        "11 orders in MySQL",
        "on the way (messages in Kafka that are not loaded yet): 0",
        "missing: 1",
        "    order 'A1': SENT, but not in MySQL",
        "different: 5",
        "    order 'A10', document 10: SENT, but changed since into something that is no order",
        "    order 'A11': updated_at is 2026-01-07 00:00:00 in MySQL and 2026-01-06 00:00:00 in MongoDB",
        "    order 'A2': status is PENDING in MySQL and PAID in MongoDB",
        "    order 'A3': 1 lines in MySQL and 2 in MongoDB",
        "    order 'A4': line 2: unit_price is 9.8001 in MySQL and 9.8000 in MongoDB",
        "only in MySQL: 1",
        "    order 'A5'",
        "rejected with an older good version in MySQL: 1",
        "    order 'A6', document 6: status is empty",
        "unknown etl_status: 2",
        "    order 'A7', document 7: etl_status 'LOST', etl_reason None",
        "    order 'A8', document 8: etl_status 'REJECTED', etl_reason None",
        "too large to be marked: 1",
        f"    order 'H', document huge: {size} bytes",
    ]

    print("3 with messages on the way the same is no alarm")
    producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    producer.produce(own_shop.topics[-1], b"hello", partition=0)
    producer.flush()
    code, lines = reconcile()
    assert code == 0
    assert lines[2] == "on the way (messages in Kafka that are not loaded yet): 1"
    assert lines[3] == "missing: 1"

    print("4 --send-again makes the broken ones new")
    # a row that is newer than its document cannot be repaired by sending: a person has to look
    own_shop.mysql_rows("UPDATE orders SET updated_at = '2026-01-06' WHERE order_id = 'A11'")
    change("A7", etl_status=None)
    change("A8", etl_status=None)
    own_shop.mongo_orders.delete_one({"_id": "huge"})
    own_shop.extract()
    own_shop.load()
    code, lines = reconcile("--send-again")
    assert code == 1
    assert lines[-1] == "made new again: 5 documents"
    own_shop.extract()
    own_shop.load()
    # a2's and a4's rows were changed under the same updated_at, so sending the document again sets them right
    code, lines = reconcile()
    assert code == 0
    assert lines[3:5] == ["missing: 0", "different: 0"]
    assert own_shop.mongo_orders.find_one({"order_id": "A10"})["etl_reason"] == "items must be a list but is of type str"


if __name__ == "__main__":
    test_each_difference_is_found_and_repaired()
