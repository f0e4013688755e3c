"""
The contract of an order, and the only file to change for a shop whose documents look different.

Each line: our name (in the message and for the tables), its path in the document, and what it must be.
README.md lists the checks: date_text, text_or_number(64), optional(short_text(32)), and others.
python -m extractor.preview FILE says which lines do not fit the documents of a file, and which would.
"""
# what is not used here is for other shops
from .validate_values import (  # noqa: F401
    cents, constant, date, date_text, email, joined, milliseconds_since_1970, optional, price, price_text, quantity,
    seconds_since_1970, short_text, text_or_number, translated, with_default,
)

# the words that a shop has for the status of an order, in small letters; those given up or paid back are no revenue
# a word that is not here stays as it is, and counts as revenue
STATUSES = {
    "pending": "PENDING",
    "paid": "PAID",
    "shipped": "SHIPPED",
    "delivered": "DELIVERED",
    "completed": "DELIVERED",
    "cancelled": "CANCELLED",
    "canceled": "CANCELLED",
    "voided": "CANCELLED",
    "refunded": "REFUNDED",
    "deleted": "DELETED",
}

ORDER_FIELDS = (
    ("order_id", "order_id", short_text(64)),
    ("status", "status", translated(STATUSES, short_text(32))),
    ("created_at", "created_at", date),
    ("updated_at", "updated_at", date),
    ("customer_id", "customer.customer_id", short_text(64)),
    ("customer_name", "customer.name", short_text(200)),
    ("customer_email", "customer.email", email),
    ("customer_country", "customer.country", short_text(64)),
)

# where the list of items is, and the fields of each item; their paths begin at the item
ITEMS_PATH = "items"
ITEM_FIELDS = (
    ("product_id", "product_id", short_text(64)),
    ("name", "name", short_text(200)),
    ("category", "category", short_text(64)),
    ("quantity", "quantity", quantity),
    ("unit_price", "unit_price", price),
)


def path_of(our_name):
    """Returns where a document has the field that we call `our_name`, such as 'customer.name' for 'customer_name'."""
    return next(path for name, path, check in ORDER_FIELDS if name == our_name)


def check_of(our_name):
    return next(check for name, path, check in ORDER_FIELDS if name == our_name)


def projection():
    """
    Returns the fields of the contract as find() takes them: whole top-level fields.
    A dotted 'items.product_id' would silently drop the items that are no objects.
    """
    paths = [path for name, path, check in ORDER_FIELDS] + [ITEMS_PATH]
    return {path.split(".")[0]: 1 for path in paths}


def values_of_id(order_id):
    """Returns what stands in MongoDB for an order_id: '42', and 42 too where the check takes numbers."""
    values = [order_id]
    if order_id.removeprefix("-").isdecimal() and len(order_id) <= 20:
        values.append(int(order_id))
    # what the check takes for another id, such as 7 for '007', is none of them
    return [value for value in values if check_of("order_id")(value) == (order_id, None)]


def contract_sentence():
    """Says by which contract a service works: one that was not restarted since a change still has the old one."""
    return f"contract: {describe(ORDER_FIELDS)}; items from {ITEMS_PATH}: {describe(ITEM_FIELDS)}"


def describe(fields):
    # a check that was made by short_text(64) is called short_text.<locals>.check
    return ", ".join(f"{name} from {path} ({check.__qualname__.split('.')[0]})" for name, path, check in fields)
