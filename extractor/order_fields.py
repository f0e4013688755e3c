"""
The contract of an order, and the only file to change for a shop whose documents look different.

Each line: our name (in the message and for the tables), its path in the document, and what it must be.
A field that may be missing: ("channel", "channel", optional(short_text(32))).
"""
from .validate_values import date, email, price, quantity, short_text

ORDER_FIELDS = (
    ("order_id", "order_id", short_text(64)),
    ("status", "status", short_text(32)),
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


def projection():
    """
    Returns the fields of the contract as find() takes them: whole top-level fields.
    A dotted 'items.product_id' would silently drop the items that are no objects.
    """
    paths = [path for name, path, check in ORDER_FIELDS] + [ITEMS_PATH]
    return {path.split(".")[0]: 1 for path in paths}
