"""
Oracle - what the query api must answer, worked out in plain python from the documents that went into MongoDB

It has its own reading of the contract and uses nothing of the services, so the two can be held against each other.

FLOW:
    1 read the documents of data/orders.json, and make some with strange ids, dates and prices
    2 keep the valid ones, as the api must answer each of them whole
    3 pick, sort and add up what each path must answer

LIBRARIES:
    copy, re (come with Python): copy whole documents, look for patterns in text
    decimal (comes with Python): exact decimal numbers, as DECIMAL has them in MySQL; 0.1 + 0.2 is 0.3
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
"""
import copy
import re
from datetime import datetime, timezone
from decimal import Decimal
from bson import Decimal128
from tests import own_shop

HEAD = ("order_id", "customer_id", "status", "created_at", "updated_at")
LAST_MOMENT = datetime(9999, 12, 31, 23, 59, 59, 999000)
FIRST_MOMENT = datetime(1000, 1, 1)

# each is the id of an order, of its customer and of its product
STRANGE_IDS = [
    "A1", "a1", "A1 ", " A1", "A1/", "A1//B", "A1/B", "/", "A1\n", "A1\nB", "\t", " ", ".", "..", "./A1", "e", "é", "e\u0301", "É",
    "😀" * 64, "x" * 64, "100%", "A1%2FB", "%00", "\x00", "A1?", "A1#B", "A1&limit=1", "A1+B", "مرحبا", "ß", "SS",
    "'; DROP TABLE orders; --", "\" OR \"\" = \"", "\\", "_", "%", "null", "{order_id}",
]


def sample_documents():
    return own_shop.read_json_lines(own_shop.ROOT / "data" / "orders.json")


def strange_documents():
    """One order for each strange id, all created at the same time, then one at each end of what dates and prices may be."""
    documents = [strange_document(text, datetime(2025, 10, 17, 9, 0, 9), Decimal128("0.1")) for text in STRANGE_IDS]
    documents[0]["status"] = "cancelled"
    documents[1]["status"] = "CANCELLED"
    documents[2]["customer"]["country"] = "germany"
    last = strange_document("last", LAST_MOMENT, Decimal128("9999999999.9999"))
    last["items"][0]["quantity"] = 1_000_000
    return documents + [last, strange_document("first", FIRST_MOMENT, Decimal128("0.0001"))]


def strange_document(text, created_at, price):
    return {
        "order_id": text,
        "status": "PAID",
        "created_at": created_at,
        "updated_at": created_at,
        "customer": {"customer_id": text, "name": "Zoë 'O\\\"%s", "email": "z@é", "country": "Germany"},
        "items": [{"product_id": text, "name": "Tea 🍵 100%", "category": "Kitchen/é", "quantity": 3, "unit_price": price}],
    }


# the contract

def is_text(value, longest):
    return isinstance(value, str) and 1 <= len(value) <= longest and "\ufffd" not in value


def is_date(value):
    return isinstance(value, datetime) and value.year >= 1000


def exact_price(value):
    """Returns a good price as a Decimal, any other as None."""
    if isinstance(value, Decimal128):
        price = value.to_decimal()
    elif isinstance(value, float):
        price = Decimal(value).quantize(Decimal("0.0001"))
        if abs(price - Decimal(value)) > Decimal("0.000001"):
            return None
    else:
        price = Decimal(value)
    if not price.is_finite() or price < 0 or price > Decimal("9999999999.9999") or price != round(price, 4):
        return None
    return abs(round(price, 4))


def is_customer(customer):
    return (
        isinstance(customer, dict)
        and is_text(customer.get("customer_id"), 64) and is_text(customer.get("name"), 200)
        and is_text(customer.get("email"), 254) and len(customer["email"]) >= 3 and "@" in customer["email"]
        and is_text(customer.get("country"), 64)
    )


def is_item(item):
    return (
        is_text(item.get("product_id"), 64) and is_text(item.get("name"), 200) and is_text(item.get("category"), 64)
        and isinstance(item.get("quantity"), int) and 1 <= item["quantity"] <= 1_000_000
        and exact_price(item.get("unit_price")) is not None
    )


def is_valid(document):
    return (
        is_text(document.get("order_id"), 64) and is_text(document.get("status"), 32)
        and is_date(document.get("created_at")) and is_date(document.get("updated_at"))
        and is_customer(document.get("customer"))
        and bool(document.get("items")) and all(is_item(item) for item in document["items"])
    )


def date_text(moment):
    return moment.isoformat(timespec="milliseconds") + "Z"


def read_orders(documents):
    """Takes documents of MongoDB; returns the valid ones as the api answers a whole order, but without loaded_at."""
    return [whole_order(document) for document in documents if is_valid(document)]


def whole_order(document):
    customer = document["customer"]
    lines = []
    for number, item in enumerate(document["items"], start=1):
        lines.append({
            "line_number": number,
            "product_id": item["product_id"],
            "name": item["name"],
            "category": item["category"],
            "quantity": item["quantity"],
            "unit_price": f"{exact_price(item['unit_price']):f}",
        })
    return {
        "order_id": document["order_id"],
        "customer_id": customer["customer_id"],
        "status": document["status"],
        "created_at": date_text(document["created_at"]),
        "updated_at": date_text(document["updated_at"]),
        "customer": {field: customer[field] for field in ("customer_id", "name", "email", "country")},
        "lines": lines,
    }


# the answers: `orders` is what read_orders() returns

def list_orders(orders, **filters):
    found = [order for order in orders if all(order[field] == value for field, value in filters.items())]
    found.sort(key=lambda order: (order["created_at"], order["order_id"]), reverse=True)
    return [{field: order[field] for field in HEAD} for order in found]


def list_customers(orders):
    customers = {order["customer_id"]: order["customer"] for order in orders}
    return [customers[customer_id] for customer_id in sorted(customers)]


def list_products(orders):
    products = {line["product_id"]: line for order in orders for line in order["lines"]}
    return [{field: products[key][field] for field in ("product_id", "name", "category")} for key in sorted(products)]


def sold_lines(orders):
    """Every line of every order that is not cancelled, as (order, line, what it brought)."""
    sold = []
    for order in orders:
        if order["status"] != "CANCELLED":
            for line in order["lines"]:
                sold.append((order, line, line["quantity"] * Decimal(line["unit_price"])))
    return sold


def revenue_by(name, group_of, orders):
    """Adds up revenue and orders of each group, the highest revenue first; group_of takes (order, line)."""
    revenues = {}
    order_ids = {}
    for order, line, revenue in sold_lines(orders):
        group = group_of(order, line)
        revenues[group] = revenues.get(group, 0) + revenue
        order_ids.setdefault(group, set()).add(order["order_id"])
    groups = sorted(revenues, key=lambda group: (-revenues[group], group))
    return [{name: group, "revenue": f"{revenues[group]:f}", "order_count": len(order_ids[group])} for group in groups]


def revenue_by_country(orders):
    return revenue_by("country", lambda order, line: order["customer"]["country"], orders)


def revenue_by_category(orders):
    return revenue_by("category", lambda order, line: line["category"], orders)


def revenue_by_month(orders):
    months = revenue_by("month", lambda order, line: order["created_at"][:7], orders)
    return sorted(months, key=lambda answer: answer["month"])


def top_customers(orders):
    names = {order["customer_id"]: order["customer"]["name"] for order in orders}
    customers = revenue_by("customer_id", lambda order, line: order["customer_id"], orders)
    return [dict(answer, name=names[answer["customer_id"]]) for answer in customers]


def top_products(orders):
    names = {product["product_id"]: product["name"] for product in list_products(orders)}
    products = revenue_by("product_id", lambda order, line: line["product_id"], orders)
    for answer in products:
        del answer["order_count"]
        answer["name"] = names[answer["product_id"]]
        answer["quantity"] = sum(
            line["quantity"] for order, line, revenue in sold_lines(orders) if line["product_id"] == answer["product_id"]
        )
    return products


def orders_by_status(orders):
    statuses = [order["status"] for order in orders]
    counts = [{"status": status, "order_count": statuses.count(status)} for status in set(statuses)]
    return sorted(counts, key=lambda answer: (-answer["order_count"], answer["status"]))


# the one value that nobody can know beforehand is the time of loading

def now_text():
    return date_text(datetime.now(timezone.utc).replace(tzinfo=None))


STARTED = now_text()


def without_time(answer, field="loaded_at"):
    """Takes an answer, or a list of them; returns it without a time that must lie between this test's start and now."""
    if isinstance(answer, list):
        return [without_time(one, field) for one in answer]
    rest = copy.copy(answer)
    moment = rest.pop(field)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", moment), moment
    assert STARTED <= moment <= now_text(), (STARTED, moment)
    return rest
