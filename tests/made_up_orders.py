"""
Made-up orders - orders by chance, their changes, and bad ones among them

A test keeps every version that it makes in a list, for tests/accounts.py to work out from it what must be in MySQL.

FLOW:
    1 make_orders() makes new orders and adds them to the test's list, put_orders() puts them into MongoDB too
    2 change_orders() gives some of them a later version
    3 put_bad_orders() puts orders into MongoDB that must be REJECTED

LIBRARIES:
    random (comes with Python): a test's `dice` is a Random(seed), which makes the same chance each time
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
"""
from datetime import datetime, timedelta
from bson import Decimal128
from tests import own_shop

STATUSES = ("PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED")
CREATED = datetime(2026, 1, 5)
FIRST_VERSION = datetime(2026, 2, 1)


def make_order(dice, order_id, version=0, customers=40):
    """Makes an order; a later version has a later minute, a customer and a product the same text wherever they stand."""
    customer = dice.randrange(customers)
    return {
        "order_id": order_id,
        "status": dice.choice(STATUSES),
        "created_at": CREATED + timedelta(milliseconds=dice.randrange(10**9)),
        "updated_at": FIRST_VERSION + timedelta(minutes=version, milliseconds=dice.randrange(60_000)),
        "customer": {"customer_id": f"C{customer}", "name": f"Zoë {customer}", "email": f"c{customer}@example.com", "country": "Ireland"},
        "items": [make_item(dice) for line in range(dice.randint(1, 5))],
    }


def make_item(dice):
    product = dice.randrange(30)
    return {"product_id": f"P{product}", "name": f"Tea {product}", "category": f"Sort {product % 5}",
            "quantity": dice.randint(1, 9), "unit_price": Decimal128(f"{dice.randrange(1000)}.{dice.randrange(100):02d}")}


def make_orders(count, dice, orders, customers=40):
    """Makes so many new orders, adds them to the list `orders` of all versions, and returns them."""
    first = len(orders) + 1
    new = [make_order(dice, f"A{number}", customers=customers) for number in range(first, first + count)]
    orders += new
    return new


def put_orders(count, dice, orders, customers=40):
    insert(make_orders(count, dice, orders, customers))


def insert(documents):
    # copies, for insert_many puts an _id into what it gets
    own_shop.mongo_orders.insert_many([dict(document) for document in documents])


def change_orders(count, dice, orders):
    """Gives some of the orders a later version, and adds it to the list."""
    for order in dice.sample(orders, count):
        # the list grows, so this is later than every version before
        orders.append(make_order(dice, order["order_id"], version=len(orders)))
        change_order(orders[-1])


def change_order(later):
    """Changes an order in MongoDB to this version, as the shop's own program would."""
    own_shop.mongo_orders.update_one({"order_id": later["order_id"]}, {"$set": dict(later, etl_status=None)})


def put_bad_orders(count):
    own_shop.mongo_orders.insert_many([{"order_id": "bad", "updated_at": CREATED, "items": []} for number in range(count)])
