"""
Contract - the tests' own table, the usual shape: a shop that edits extractor/order_fields.py breaks none of them

A test that does not import the environment imports this before it imports a service:
    from tests.support import contract
"""
from extractor import order_fields
from extractor.validate_values import date, email, price, quantity, short_text, translated

order_fields.STATUSES = {
    "pending": "PENDING", "paid": "PAID", "shipped": "SHIPPED", "delivered": "DELIVERED", "completed": "DELIVERED",
    "cancelled": "CANCELLED", "canceled": "CANCELLED", "voided": "CANCELLED", "refunded": "REFUNDED",
    "deleted": "DELETED",
}
order_fields.ORDER_FIELDS = (
    ("order_id", "order_id", short_text(64)),
    ("status", "status", translated(order_fields.STATUSES, short_text(32))),
    ("created_at", "created_at", date),
    ("updated_at", "updated_at", date),
    ("customer_id", "customer.customer_id", short_text(64)),
    ("customer_name", "customer.name", short_text(200)),
    ("customer_email", "customer.email", email),
    ("customer_country", "customer.country", short_text(64)),
)
order_fields.ITEMS_PATH = "items"
order_fields.ITEM_FIELDS = (
    ("product_id", "product_id", short_text(64)),
    ("name", "name", short_text(200)),
    ("category", "category", short_text(64)),
    ("quantity", "quantity", quantity),
    ("unit_price", "unit_price", price),
)
