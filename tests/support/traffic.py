"""
Traffic - a shop that is open: 30 new orders and 10 changes a second, until it is closed

Ids of its orders, customers and products begin with T, so that no new order heals what a test has damaged.
"""
import itertools
import random
import threading
import time
from tests.support import environment, random_orders, topic

NEW, CHANGED = 3, 1
numbers = itertools.count(1)
shop = {"open": False, "thread": None, "orders": 0, "changes": 0}


def open_shop():
    shop.update(open=True, thread=threading.Thread(target=sell, daemon=True))
    shop["thread"].start()


def close_shop():
    shop["open"] = False
    if shop["thread"]:
        shop["thread"].join()


def sell():
    rng = random.Random(1)
    ids = []
    while shop["open"]:
        began = time.monotonic()
        orders = [random_orders.make_order(rng, f"T{number}") for number in itertools.islice(numbers, NEW)]
        for order in orders:
            order["customer"]["customer_id"] = f"T{order['customer']['customer_id']}"
            for item in order["items"]:
                item["product_id"] = f"T{item['product_id']}"
        environment.orders.insert_many(orders)
        ids = (ids + [order["order_id"] for order in orders])[-300:]
        for order_id in rng.sample(ids, CHANGED):
            # new words for a customer too, as when somebody moves
            words = {"status": rng.choice(random_orders.STATUSES), "customer.country": f"Country {rng.randrange(9)}"}
            environment.orders.update_one({"order_id": order_id}, {"$set": {**words, "etl_status": None}})
        shop["orders"] += len(orders)
        shop["changes"] += CHANGED
        time.sleep(max(0, began + 0.1 - time.monotonic()))


def forget():
    """Closes the shop; when all of its orders are loaded, takes them out of MongoDB and MySQL."""
    close_shop()
    new = {"order_id": {"$regex": "^T"}, "etl_status": {"$nin": ["SENT", "REJECTED"]}}
    environment.wait_until(lambda: environment.orders.count_documents(new) == 0)
    environment.wait_until(lambda: topic.messages_in_flight() == 0)
    environment.orders.delete_many({"order_id": {"$regex": "^T"}})
    for table, column in (("order_items", "order_id"), ("orders", "order_id"), ("customers", "customer_id"),
                          ("products", "product_id")):
        environment.mysql_rows(f"DELETE FROM {table} WHERE {column} LIKE 'T%'")
