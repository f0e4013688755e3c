from datetime import datetime, timedelta, timezone
from bson import Decimal128, ObjectId

STATUSES = ("PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED")
COUNTRIES = ("Germany", "France", "Japan", "Brazil", "Canada", "Italy", "Norway", "Portugal")
CATEGORIES = ("Books", "Garden", "Kitchen", "Music", "Toys")


def generate_orders(count, rng, days):
    """
    Hands out `count` new orders as documents for MongoDB, dated within the last `days` days, now where it is 0.
    `rng` is a random.Random: with the same seed the same shop comes out, but for ids and dates.
    """
    run = ObjectId()
    now = datetime.now(timezone.utc).replace(microsecond=0)
    for number in range(1, count + 1):
        created_at = now - timedelta(seconds=rng.randint(0, days * 24 * 3600))
        customer = rng.randrange(1, 2001)
        yield {
            "order_id": f"LIVE-{run}-{number}",
            "status": rng.choice(STATUSES),
            "created_at": created_at,
            "updated_at": created_at,
            "customer": {
                "customer_id": f"LIVE-C{customer}",
                "name": f"Customer {customer}",
                "email": f"customer{customer}@example.com",
                "country": COUNTRIES[customer % len(COUNTRIES)],
            },
            "items": [generate_item(rng) for line in range(rng.randrange(1, 8))],
        }


def generate_item(rng):
    product = rng.randrange(1, 501)
    return {
        "product_id": f"LIVE-P{product}",
        "name": f"Product {product}",
        "category": CATEGORIES[product % len(CATEGORIES)],
        "quantity": rng.randrange(1, 6),
        "unit_price": Decimal128(f"{product % 90 + 5}.{product % 100:02d}"),
    }
