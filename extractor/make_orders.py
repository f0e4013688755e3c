from datetime import datetime, timedelta, timezone
from bson import Decimal128, ObjectId

STATUSES = ("PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED")
COUNTRIES = ("Germany", "France", "Japan", "Brazil", "Canada", "Italy", "Norway", "Portugal")
CATEGORIES = ("Books", "Garden", "Kitchen", "Music", "Toys")


def make_orders(count, dice):
    """
    Makes `count` new orders as documents for mongodb, one after another, dated within the last year.
    `dice` is a random.Random: with the same seed the same shop comes out, but for ids and dates.
    """
    run = ObjectId()
    now = datetime.now(timezone.utc).replace(microsecond=0)
    for number in range(1, count + 1):
        created_at = now - timedelta(seconds=dice.randrange(365 * 24 * 3600), milliseconds=dice.randrange(1000))
        customer = dice.randrange(1, 2001)
        yield {
            "order_id": f"LIVE-{run}-{number}",
            "status": dice.choice(STATUSES),
            "created_at": created_at,
            "updated_at": created_at,
            "customer": {
                "customer_id": f"LIVE-C{customer}",
                "name": f"Customer {customer}",
                "email": f"customer{customer}@example.com",
                "country": COUNTRIES[customer % len(COUNTRIES)],
            },
            "items": [make_item(dice) for line in range(dice.randrange(1, 8))],
        }


def make_item(dice):
    product = dice.randrange(1, 501)
    return {
        "product_id": f"LIVE-P{product}",
        "name": f"Product {product}",
        "category": CATEGORIES[product % len(CATEGORIES)],
        "quantity": dice.randrange(1, 6),
        "unit_price": Decimal128(f"{product % 90 + 5}.{product % 100:02d}"),
    }
