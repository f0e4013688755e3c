"""
Random orders - orders by chance, their changes, and bad ones among them

A test keeps every version that it makes in a list; from it tests/support/verify.py works out what must be in MySQL.
"""
from datetime import datetime, timedelta
from bson import Decimal128, ObjectId
from tests.support import environment

STATUSES = ("PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED")
CREATED = datetime(2026, 1, 5)
FIRST_VERSION = datetime(2026, 2, 1)


def make_order(rng, order_id, version=0, customers=40):
    """Makes an order; a later version has a later minute, a customer and a product the same text in all orders."""
    customer = rng.randrange(customers)
    items = []
    for line in range(rng.randint(1, 5)):
        product, price = rng.randrange(30), Decimal128(f"{rng.randrange(1000)}.{rng.randrange(100):02d}")
        items.append({"product_id": f"P{product}", "name": f"Tea {product}", "category": f"Sort {product % 5}",
                      "quantity": rng.randint(1, 9), "unit_price": price})
    return {
        "order_id": order_id,
        "status": rng.choice(STATUSES),
        "created_at": CREATED + timedelta(milliseconds=rng.randrange(10**9)),
        "updated_at": FIRST_VERSION + timedelta(minutes=version, milliseconds=rng.randrange(60_000)),
        "customer": {"customer_id": f"C{customer}", "name": f"Zoë {customer}", "email": f"c{customer}@example.com",
                     "country": "Ireland"},
        "items": items,
    }


def make_orders(count, rng, orders, customers=40):
    """Makes so many new orders, adds them to the list `orders` of all versions, and returns them."""
    first = len(orders) + 1
    new = [make_order(rng, f"A{number}", customers=customers) for number in range(first, first + count)]
    orders += new
    return new


def put_orders(count, rng, orders, customers=40):
    insert(make_orders(count, rng, orders, customers))


def insert(documents):
    # copies, for insert_many puts an _id into what it gets
    environment.orders.insert_many([dict(document) for document in documents])


def change_orders(count, rng, orders):
    """Gives some of the orders another version, dated later, the same or a day earlier, and adds it to the list."""
    newest = {order["order_id"]: order for order in orders}
    for order_id in rng.sample(sorted(newest), count):
        order = make_order(rng, order_id, version=len(orders))
        known = newest[order_id]["updated_at"]
        order["updated_at"] = rng.choice((order["updated_at"], known, known - timedelta(days=1)))
        orders.append(order)
        change_order(order)


def change_order(later):
    """Changes an order in MongoDB to this version, as the shop's own program would."""
    environment.orders.update_one({"order_id": later["order_id"]}, {"$set": dict(later, etl_status=None)})


def put_bad_orders(count):
    bad = [{"order_id": f"bad {ObjectId()}", "updated_at": CREATED, "items": []} for number in range(count)]
    environment.orders.insert_many(bad)
