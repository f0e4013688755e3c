"""
Expected - what MySQL and the query API must show for given documents, in plain Python that uses nothing of the services

read_orders() takes good documents and returns what the API answers for each of them; the functions below it take these
orders and pick, sort and add up what each path must answer.
"""
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from bson import Decimal128, json_util
from bson.codec_options import DatetimeConversion

SAMPLE_FILE = Path(__file__).parent.parent.parent / "data" / "orders.json"
# the lines of this file that are bad on purpose, counted from 0
BAD_SAMPLES = (16, 34, 47, 71, 90, 108, 135, 155, 172, 199, 224, 271)

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


def good_samples():
    return [document for line, document in enumerate(read_documents()) if line not in BAD_SAMPLES]


def strange_documents():
    """One order for each strange id, then one at each end of what dates and prices may be."""
    documents = [strange_document(text, datetime(2025, 10, 17, 9, 0, 9), "0.1") for text in STRANGE_IDS]
    for document, status in zip(documents, ("cancelled", "CANCELLED", "REFUNDED", "DELETED")):
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


def read_orders(documents):
    """Takes good documents; returns each as the API answers a whole order, without read_at and loaded_at."""
    return [whole_order(document) for document in documents]


def whole_order(document):
    prices = [item["quantity"] * Decimal(exact_text(item["unit_price"])) for item in document["items"]]
    return {
        "order_id": document["order_id"],
        "customer_id": document["customer"]["customer_id"],
        "status": document["status"],
        "created_at": document["created_at"].isoformat(timespec="milliseconds") + "Z",
        "updated_at": document["updated_at"].isoformat(timespec="milliseconds") + "Z",
        "total": f"{sum(prices):f}",
        "deleted_at": None,
        "customer": pick(document["customer"], "customer_id", "name", "email", "country"),
        "lines": [
            {"line_number": number, "unit_price": exact_text(item["unit_price"]),
             **pick(item, "product_id", "name", "category", "quantity")}
            for number, item in enumerate(document["items"], start=1)
        ],
    }


def exact_text(price):
    number = price.to_decimal() if isinstance(price, Decimal128) else Decimal(price)
    return f"{abs(number.quantize(Decimal('0.0001'))):f}"


def pick(fields, *names):
    return {name: fields[name] for name in names}


def list_orders(orders, **filters):
    found = [order for order in orders if pick(order, *filters) == filters]
    found.sort(key=lambda order: (order["created_at"], order["order_id"]), reverse=True)
    return [{name: value for name, value in order.items() if name not in ("customer", "lines")} for order in found]


def by_date(orders):
    """Each customer and product is as the newest order has it that names it, the one with the greatest date and id."""
    return sorted(orders, key=lambda order: (order["created_at"], order["order_id"]))


def newest_orders(orders):
    """Returns ({customer_id: its newest order}, {product_id: its newest order})."""
    return ({order["customer_id"]: order for order in by_date(orders)},
            {line["product_id"]: order for order in by_date(orders) for line in order["lines"]})


def list_customers(orders):
    customers = {order["customer_id"]: order["customer"] for order in by_date(orders)}
    return [customers[customer_id] for customer_id in sorted(customers)]


def list_products(orders):
    products = {line["product_id"]: line for order in by_date(orders) for line in order["lines"]}
    return [pick(products[product_id], "product_id", "name", "category") for product_id in sorted(products)]


def reports(orders, from_date="", to_date="9999-12-31"):
    """Returns {name of a report: all rows of its answer}, of the orders of these days, both included."""
    of_these_days = [order for order in orders if from_date <= order["created_at"][:10] <= to_date]
    lines = sold_lines(of_these_days)
    found = {f"revenue-by-{name}": add_up(lines, name) for name in ("country", "month", "category")}
    found["revenue-by-month"].sort(key=lambda row: row["month"])
    customers = {customer["customer_id"]: customer["name"] for customer in list_customers(orders)}
    products = {product["product_id"]: product["name"] for product in list_products(orders)}
    found["top-customers"] = [dict(row, name=customers[row["customer_id"]]) for row in add_up(lines, "customer_id")]
    found["top-products"] = [
        dict(row, name=products[row["product_id"]]) for row in add_up(lines, "product_id", "quantity")
    ]
    statuses = Counter(order["status"] for order in of_these_days if not order["deleted_at"])
    found["orders-by-status"] = [
        {"status": status, "order_count": statuses[status]}
        for status in sorted(statuses, key=lambda status: (-statuses[status], status))
    ]
    return found


def sold_lines(orders):
    """Returns the lines of all orders that count as revenue, each with what reports are made by."""
    return [
        {**line, **pick(order, "order_id", "customer_id"), "country": order["customer"]["country"],
         "month": order["created_at"][:7], "revenue": line["quantity"] * Decimal(line["unit_price"])}
        for order in orders if order["status"] not in ("CANCELLED", "REFUNDED", "DELETED") and not order["deleted_at"]
        for line in order["lines"]
    ]


def add_up(lines, name, count="order_count"):
    """Adds up the lines of each country, or whatever has this name, the highest revenue first."""
    groups = {}
    for line in lines:
        groups.setdefault(line[name], []).append(line)
    revenues = {value: sum(line["revenue"] for line in group) for value, group in groups.items()}
    rows = []
    for value in sorted(groups, key=lambda value: (-revenues[value], value)):
        counts = {"order_count": len({line["order_id"] for line in groups[value]}),
                  "quantity": sum(line["quantity"] for line in groups[value])}
        rows.append({name: value, "revenue": f"{revenues[value]:f}", count: counts[count]})
    return rows
