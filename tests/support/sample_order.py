"""
Sample order - one and the same order in its four shapes: in MongoDB, in Kafka, in MySQL and in an answer of the API

FLOW:
    DOCUMENT -> extractor -> ON_THE_WIRE -> loader -> ROWS -> query_api -> ANSWER

LIBRARIES:
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
    decimal (comes with Python): exact decimal numbers, as MySQL's DECIMAL gives them
    types (comes with Python): a SimpleNamespace is an object with the attributes that it is given
"""
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from bson import Decimal128

CREATED_AT = datetime(2026, 1, 5, 10, 0, 0, 123000)
DOCUMENT = {
    "order_id": "A1",
    "status": "PAID",
    "created_at": CREATED_AT,
    "updated_at": datetime(2026, 1, 6),
    "customer": {"customer_id": "C1", "name": "Zoë O'Brien", "email": "zoe@example.com", "country": "Ireland"},
    "items": [
        {"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": Decimal128("9.90")},
        {"product_id": "P2", "name": "Cup 😀 100%", "category": "Kitchen", "quantity": 1, "unit_price": 0.1},
    ],
    "note": "a field that no table has",
}

READ_AT = datetime(2026, 1, 7, 8, 30)

ON_THE_WIRE = {
    "order_id": "A1",
    "status": "PAID",
    "created_at": "2026-01-05 10:00:00.123",
    "updated_at": "2026-01-06 00:00:00.000",
    "customer_id": "C1",
    "customer_name": "Zoë O'Brien",
    "customer_email": "zoe@example.com",
    "customer_country": "Ireland",
    "items": [
        {"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": "9.9000"},
        {"product_id": "P2", "name": "Cup 😀 100%", "category": "Kitchen", "quantity": 1, "unit_price": "0.1000"},
    ],
    "read_at": "2026-01-07 08:30:00.000",
}


def message(value=None, key=None):
    """Returns what the loader looks at in a message of Kafka: its place, when it was sent (SENT_AT), its content."""
    return SimpleNamespace(
        topic=lambda: "shop.orders", partition=lambda: 2, offset=lambda: 17, timestamp=lambda: (1, 1767774600500),
        value=lambda: value, key=lambda: key,
    )


SENT_AT = datetime(2026, 1, 7, 8, 30, 0, 500000)

# the columns of orders as they are below; loaded_at is left out, for it is the moment of loading
ORDER_COLUMNS = """
    orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.total,
    orders.read_at, orders.deleted_at"""
ROWS = {
    "customers": [("C1", "Zoë O'Brien", "zoe@example.com", "Ireland", CREATED_AT, "A1")],
    "products": [("P1", "Tea", "Kitchen", CREATED_AT, "A1"), ("P2", "Cup 😀 100%", "Kitchen", CREATED_AT, "A1")],
    "orders": [("A1", "C1", "PAID", CREATED_AT, datetime(2026, 1, 6), Decimal("19.9000"), READ_AT, None)],
    "order_items": [("A1", 1, "P1", 2, Decimal("9.9000")), ("A1", 2, "P2", 1, Decimal("0.1000"))],
}

ANSWER = {
    "order_id": "A1",
    "customer_id": "C1",
    "status": "PAID",
    "created_at": "2026-01-05T10:00:00.123Z",
    "updated_at": "2026-01-06T00:00:00.000Z",
    "total": "19.9000",
    "deleted_at": None,
    "read_at": "2026-01-07T08:30:00.000Z",
    "customer": {"customer_id": "C1", "name": "Zoë O'Brien", "email": "zoe@example.com", "country": "Ireland"},
    "lines": [
        {
            "line_number": 1, "product_id": "P1", "name": "Tea", "category": "Kitchen",
            "quantity": 2, "unit_price": "9.9000",
        },
        {
            "line_number": 2, "product_id": "P2", "name": "Cup 😀 100%", "category": "Kitchen",
            "quantity": 1, "unit_price": "0.1000",
        },
    ],
}
