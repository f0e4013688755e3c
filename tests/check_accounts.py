"""
Check accounts - after whatever was killed: is every order where it belongs, once, and as it should be?

It has its own list of what went into MongoDB, and uses nothing of the services.

FLOW:
    1 put_orders() puts new orders into MongoDB and writes down what they are
    2 all_arrived() tells whether every order was marked and every message was loaded
    3 check_accounts() runs local/reconcile.py, then compares every row of MySQL with the list, in plain Python

LIBRARIES:
    subprocess (comes with Python): runs local/reconcile.py as a person would
"""
import os
import subprocess
import sys
from datetime import datetime, timedelta
from bson import Decimal128
from confluent_kafka import KafkaException
from tests import own_shop, read_topic
from tests.whole_rows import expected_names, expected_rows, stored_names, stored_rows

STATUSES = ("PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED")
FIRST_DAY = datetime(2026, 1, 5)


def make_order(order_id, dice):
    """Makes one order of one of 300 customers, with 1 to 5 lines of 40 products, as a document for MongoDB."""
    customer = dice.randrange(300)
    return {
        "order_id": order_id,
        "status": dice.choice(STATUSES),
        "created_at": FIRST_DAY + timedelta(milliseconds=dice.randrange(10**10)),
        "updated_at": FIRST_DAY + timedelta(days=200, milliseconds=dice.randrange(10**9)),
        "customer": {"customer_id": f"C{customer}", "name": f"Zoë {customer}", "email": f"c{customer}@example.com", "country": "Ireland"},
        "items": [make_item(dice) for line in range(dice.randrange(1, 6))],
    }


def make_item(dice):
    product = dice.randrange(40)
    return {"product_id": f"P{product}", "name": f"Tea {product}", "category": "Kitchen",
            "quantity": dice.randrange(1, 9), "unit_price": Decimal128(f"{product}.{dice.randrange(10, 100)}")}


def put_orders(count, dice, orders, id_length=0):
    """Puts new orders into MongoDB and into the dict `orders`, {order_id: document}; their _id has at least id_length characters."""
    new = []
    for number in range(len(orders) + 1, len(orders) + 1 + count):
        order = make_order(f"A{number}", dice)
        orders[order["order_id"]] = order
        new.append(dict(order, _id=order["order_id"].ljust(id_length, ".")))
    own_shop.mongo_orders.insert_many(new)


def change_orders(count, dice, orders):
    """Gives some of the orders a later version with other lines, as the shop's own program would."""
    for order_id in dice.sample(sorted(orders), count):
        later = make_order(order_id, dice)
        later["updated_at"] = orders[order_id]["updated_at"] + timedelta(seconds=1)
        orders[order_id] = later
        own_shop.mongo_orders.update_one({"order_id": order_id}, {"$set": dict(later, etl_status=None)})


def put_bad_orders(count):
    """Puts orders without lines into MongoDB, which must all be REJECTED."""
    own_shop.mongo_orders.insert_many([{"order_id": "bad", "updated_at": FIRST_DAY, "items": []} for number in range(count)])


def sent_count():
    return own_shop.mongo_orders.count_documents({"etl_status": "SENT"})


def waiting_count():
    return own_shop.mongo_orders.count_documents({"etl_status": None})


def all_arrived():
    try:
        return waiting_count() == 0 and read_topic.messages_on_the_way() == 0
    except KafkaException:
        # kafka has only just started, and does not know yet who keeps the group's offsets
        return False


def check_accounts(orders, bad=0):
    """Fails unless MySQL holds exactly these orders, {order_id: document}, and so many others were REJECTED with a reason."""
    environment = dict(os.environ, KAFKA_TOPIC_ORDERS=own_shop.topics[-1], KAFKA_GROUP_ID_LOADER=own_shop.topics[-1])
    done = subprocess.run([sys.executable, "local/reconcile.py"], cwd=own_shop.ROOT, env=environment, capture_output=True, text=True)
    print("  the accounts:", (done.stdout + done.stderr).strip().replace("\n", "\n    "), sep="\n    ")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"{len(orders) + bad} documents in MongoDB: 0 waiting, {bad} rejected, {len(orders)} sent",
        f"{len(orders)} orders in MySQL",
        "on the way (messages in Kafka that are not loaded yet): 0",
        "missing: 0", "different: 0", "only in MySQL: 0", "rejected with an older good version in MySQL: 0",
        "unknown etl_status: 0", "too large to be marked: 0",
    ]
    expected = expected_rows(orders.values()) + expected_names(orders.values())
    stored = stored_rows() + stored_names()
    for table, wanted, rows in zip(("orders", "order_items", "customers", "products"), expected, stored):
        print(f"    {table}: {len(wanted)} rows expected, {len(rows)} found, {len(set(wanted) & set(rows))} equal")
    assert stored == expected
    rejected = own_shop.mysql_rows("SELECT reason FROM rejected_messages")
    print("    rejected_messages:", len(rejected))
    assert rejected == []
