"""
Expected - what MySQL and the query API must show for given documents, in plain Python that uses nothing of the services

FLOW:
    1 read documents from data/orders.json, or make some with strange ids, dates and prices
    2 read_orders() keeps the valid ones, as the API answers each of them
    3 the other functions pick, sort and add up what each path must answer

LIBRARIES:
    decimal (comes with Python): exact decimal numbers, as DECIMAL has them in MySQL; 0.1 + 0.2 is 0.3
    bson (comes with pymongo): MongoDB's types, such as Decimal128, and documents in extended JSON
"""
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from bson import Decimal128, json_util
from bson.codec_options import DatetimeConversion

SAMPLE_FILE = Path(__file__).parent.parent.parent / "data" / "orders.json"
HEAD = ("order_id", "customer_id", "status", "created_at", "updated_at")
NO_REVENUE = ("CANCELLED", "DELETED")

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
    documents[0]["status"] = "cancelled"
    documents[1]["status"] = "CANCELLED"
    documents[2]["status"] = "DELETED"
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

def is_text(value, longest):
    return isinstance(value, str) and 1 <= len(value) <= longest and "\ufffd" not in value


def is_date(value):
    return isinstance(value, datetime) and value.year >= 1000


def is_quantity(value):
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_000_000


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


def is_customer(customer):
    return (
        isinstance(customer, dict)
        and is_text(customer.get("customer_id"), 64) and is_text(customer.get("name"), 200)
        and is_text(customer.get("email"), 254) and len(customer["email"]) >= 3 and "@" in customer["email"]
        and is_text(customer.get("country"), 64)
    )


def is_item(item):
    return (
        isinstance(item, dict)
        and is_text(item.get("product_id"), 64) and is_text(item.get("name"), 200) and is_text(item.get("category"), 64)
        and is_quantity(item.get("quantity")) and exact_price(item.get("unit_price")) is not None
    )


def is_valid(document):
    items = document.get("items")
    return (
        is_text(document.get("order_id"), 64) and is_text(document.get("status"), 32)
        and is_date(document.get("created_at")) and is_date(document.get("updated_at"))
        and is_customer(document.get("customer"))
        and isinstance(items, list) and len(items) > 0 and all(is_item(item) for item in items)
    )


# the answers: `orders` is what read_orders() returns

def date_text(moment):
    return moment.isoformat(timespec="milliseconds") + "Z"


def read_orders(documents):
    """Takes documents; returns the valid ones as the API answers a whole order, without read_at and loaded_at."""
    return [whole_order(document) for document in documents if is_valid(document)]


def whole_order(document):
    customer = {field: document["customer"][field] for field in ("customer_id", "name", "email", "country")}
    lines = [
        {
            "line_number": number,
            "product_id": item["product_id"],
            "name": item["name"],
            "category": item["category"],
            "quantity": item["quantity"],
            "unit_price": f"{exact_price(item['unit_price']):f}",
        }
        for number, item in enumerate(document["items"], start=1)
    ]
    return {
        "order_id": document["order_id"],
        "customer_id": customer["customer_id"],
        "status": document["status"],
        "created_at": date_text(document["created_at"]),
        "updated_at": date_text(document["updated_at"]),
        "customer": customer,
        "lines": lines,
    }


def list_orders(orders, **filters):
    found = [order for order in orders if all(order[field] == value for field, value in filters.items())]
    found.sort(key=lambda order: (order["created_at"], order["order_id"]), reverse=True)
    return [{field: order[field] for field in HEAD} for order in found]


def list_customers(orders):
    """Each customer as the order with the newest updated_at has it."""
    customers = {order["customer_id"]: order["customer"] for order in by_update(orders)}
    return [customers[customer_id] for customer_id in sorted(customers)]


def list_products(orders):
    """Each product as the order with the newest updated_at has it."""
    products = {line["product_id"]: line for order in by_update(orders) for line in order["lines"]}
    return [{field: products[key][field] for field in ("product_id", "name", "category")} for key in sorted(products)]


def by_update(orders):
    return sorted(orders, key=lambda order: order["updated_at"])


def sold_lines(orders):
    """Every line of every order that is not cancelled or deleted, as (order, line, its revenue)."""
    return [
        (order, line, line["quantity"] * Decimal(line["unit_price"]))
        for order in orders if order["status"] not in NO_REVENUE for line in order["lines"]
    ]


def revenue_by(name, group_of, orders):
    """Adds up revenue and orders of each group, the highest revenue first; group_of takes (order, line)."""
    revenues = Counter()
    order_ids = {}
    for order, line, revenue in sold_lines(orders):
        group = group_of(order, line)
        revenues[group] += revenue
        order_ids.setdefault(group, set()).add(order["order_id"])
    groups = sorted(revenues, key=lambda group: (-revenues[group], group))
    return [
        {name: group, "revenue": f"{revenues[group]:f}", "order_count": len(order_ids[group])} for group in groups
    ]


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
    return [dict(answer, name=names[answer["customer_id"]]) for answer in customers]


def top_products(orders):
    names = {product["product_id"]: product["name"] for product in list_products(orders)}
    quantities = Counter()
    for order, line, revenue in sold_lines(orders):
        quantities[line["product_id"]] += line["quantity"]
    products = revenue_by("product_id", lambda order, line: line["product_id"], orders)
    return [
        {"product_id": answer["product_id"], "name": names[answer["product_id"]], "revenue": answer["revenue"],
         "quantity": quantities[answer["product_id"]]}
        for answer in products
    ]


def orders_by_status(orders):
    counts = Counter(order["status"] for order in orders)
    statuses = sorted(counts, key=lambda status: (-counts[status], status))
    return [{"status": status, "order_count": counts[status]} for status in statuses]
