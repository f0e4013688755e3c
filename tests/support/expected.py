"""
Expected - what MySQL and the query API must show for given documents, in plain Python that uses nothing of the services

read_orders() keeps the valid documents, as the API answers each of them; the functions below it take these orders and
pick, sort and add up what each path must answer.
"""
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from bson import Decimal128, json_util
from bson.codec_options import DatetimeConversion

SAMPLE_FILE = Path(__file__).parent.parent.parent / "data" / "orders.json"

# each is the id of an order, of its customer and of its product
STRANGE_IDS = [
    "A1", "a1", "A1 ", " A1", "A1\n", "A1\nB", "\t", " ", "e", "é", "e\u0301", "É", "😀" * 64, "x" * 64, "100%",
    "A1%2FB", "%00", "\x00", "A1?", "A1#B", "A1&limit=1", "A1+B", "مرحبا", "ß", "SS", "'; DROP TABLE orders; --",
    "\" OR \"\" = \"", "\\", "_", "%", "null", "{order_id}",
]


def read_documents(path=SAMPLE_FILE):
    """Reads documents from a file in MongoDB's extended JSON, one a line."""
    options = json_util.JSONOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    return [json_util.loads(line, json_options=options) for line in lines if line]


def strange_documents():
    """One order for each strange id, then one at each end of what dates and prices may be."""
    documents = [strange_document(text, datetime(2025, 10, 17, 9, 0, 9), "0.1") for text in STRANGE_IDS]
    for document, status in zip(documents, ("cancelled", "CANCELLED", "DELETED")):
        document["status"] = status
    documents[3]["customer"]["country"] = "germany"
    last = strange_document("last", datetime(9999, 12, 31, 23, 59, 59, 999000), "9999999999.9999")
    last["items"][0]["quantity"] = 1_000_000
    return documents + [last, strange_document("first", datetime(1000, 1, 1), "0.0001")]


def strange_document(text, created_at, price):
    return {
        "order_id": text, "status": "PAID", "created_at": created_at, "updated_at": created_at,
        "customer": {"customer_id": text, "name": "Zoë 'O\\\"%s", "email": "z@é", "country": "Germany"},
        "items": [{"product_id": text, "name": "Tea 🍵 100%", "category": "Kitchen/é", "quantity": 3,
                   "unit_price": Decimal128(price)}],
    }


# the contract

def are_texts(fields, **longest):
    return isinstance(fields, dict) and all(
        isinstance(fields.get(name), str) and 1 <= len(fields[name]) <= most and "\ufffd" not in fields[name]
        for name, most in longest.items()
    )


def is_date(value):
    return isinstance(value, datetime) and value.year >= 1000


def exact_price(value):
    """Returns a valid price as a Decimal with four decimals, any other as None."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal128)):
        return None
    number = value.to_decimal() if isinstance(value, Decimal128) else Decimal(value)
    if not number.is_finite() or number < 0 or number > Decimal("9999999999.9999"):
        return None
    price = number.quantize(Decimal("0.0001"))
    farthest = Decimal("0.000001") if isinstance(value, float) else 0
    return abs(price) if abs(price - number) <= farthest else None


def is_item(item):
    # true is an int in python
    return (
        are_texts(item, product_id=64, name=200, category=64) and exact_price(item.get("unit_price")) is not None
        and isinstance(item.get("quantity"), int) and not isinstance(item["quantity"], bool)
        and 1 <= item["quantity"] <= 1_000_000
    )


def is_valid(document):
    customer, items = document.get("customer"), document.get("items")
    return (
        are_texts(document, order_id=64, status=32)
        and is_date(document.get("created_at")) and is_date(document.get("updated_at"))
        and are_texts(customer, customer_id=64, name=200, email=254, country=64)
        and len(customer["email"]) >= 3 and "@" in customer["email"]
        and isinstance(items, list) and len(items) > 0 and all(is_item(item) for item in items)
    )


# the answers

def read_orders(documents):
    """Takes documents; returns the valid ones as the API answers a whole order, without read_at and loaded_at."""
    return [whole_order(document) for document in documents if is_valid(document)]


def whole_order(document):
    return {
        "order_id": document["order_id"],
        "customer_id": document["customer"]["customer_id"],
        "status": document["status"],
        "created_at": document["created_at"].isoformat(timespec="milliseconds") + "Z",
        "updated_at": document["updated_at"].isoformat(timespec="milliseconds") + "Z",
        "customer": pick(document["customer"], "customer_id", "name", "email", "country"),
        "lines": [
            {"line_number": number, "unit_price": f"{exact_price(item['unit_price']):f}",
             **pick(item, "product_id", "name", "category", "quantity")}
            for number, item in enumerate(document["items"], start=1)
        ],
    }


def pick(fields, *names):
    return {name: fields[name] for name in names}


def list_orders(orders, **filters):
    found = [order for order in orders if pick(order, *filters) == filters]
    found.sort(key=lambda order: (order["created_at"], order["order_id"]), reverse=True)
    return [pick(order, "order_id", "customer_id", "status", "created_at", "updated_at") for order in found]


def by_update(orders):
    """The later ones have the say: each customer and product is as the order with the newest updated_at has it."""
    return sorted(orders, key=lambda order: order["updated_at"])


def list_customers(orders):
    customers = {order["customer_id"]: order["customer"] for order in by_update(orders)}
    return [customers[customer_id] for customer_id in sorted(customers)]


def list_products(orders):
    products = {line["product_id"]: line for order in by_update(orders) for line in order["lines"]}
    return [pick(products[product_id], "product_id", "name", "category") for product_id in sorted(products)]


def add_up(name, group_of, orders):
    """
    Returns revenue, quantity and number of orders of each group, the highest revenue first, without cancelled and
    deleted orders; group_of takes (order, line).
    """
    revenues, quantities, order_ids = Counter(), Counter(), {}
    for order in orders:
        for line in order["lines"] if order["status"] not in ("CANCELLED", "DELETED") else ():
            group = group_of(order, line)
            revenues[group] += line["quantity"] * Decimal(line["unit_price"])
            quantities[group] += line["quantity"]
            order_ids.setdefault(group, set()).add(order["order_id"])
    return [
        {name: group, "revenue": f"{revenues[group]:f}", "quantity": quantities[group],
         "order_count": len(order_ids[group])}
        for group in sorted(revenues, key=lambda group: (-revenues[group], group))
    ]


def revenue_by(name, group_of, orders):
    return [pick(sums, name, "revenue", "order_count") for sums in add_up(name, group_of, orders)]


def revenue_by_country(orders):
    return revenue_by("country", lambda order, line: order["customer"]["country"], orders)


def revenue_by_category(orders):
    return revenue_by("category", lambda order, line: line["category"], orders)


def revenue_by_month(orders):
    months = revenue_by("month", lambda order, line: order["created_at"][:7], orders)
    return sorted(months, key=lambda answer: answer["month"])


def top_customers(orders):
    names = {customer["customer_id"]: customer["name"] for customer in list_customers(orders)}
    customers = revenue_by("customer_id", lambda order, line: order["customer_id"], orders)
    return [dict(sums, name=names[sums["customer_id"]]) for sums in customers]


def top_products(orders):
    names = {product["product_id"]: product["name"] for product in list_products(orders)}
    products = add_up("product_id", lambda order, line: line["product_id"], orders)
    return [dict(pick(sums, "product_id", "revenue", "quantity"), name=names[sums["product_id"]]) for sums in products]


def orders_by_status(orders):
    counts = Counter(order["status"] for order in orders)
    statuses = sorted(counts, key=lambda status: (-counts[status], status))
    return [{"status": status, "order_count": counts[status]} for status in statuses]
