"""
Compares an order in MongoDB with its row and lines in MySQL, in plain Python and not by the services' code.
A row is (customer_id, status, created_at, updated_at, lines), a line is (line_number, product_id, quantity, unit_price).
"""
from datetime import datetime
from decimal import Decimal

from bson import Decimal128
from connections import mysql_rows


def can_be_loaded(document):
    """Tells whether a SENT document still looks like an order; it may have been changed without being made new."""
    items = document.get("items")
    return (
        type(document.get("order_id")) is str
        and isinstance(document.get("created_at"), datetime)
        and isinstance(document.get("updated_at"), datetime)
        and isinstance(document.get("customer"), dict)
        and isinstance(items, list)
        and all(isinstance(item, dict) and isinstance(item.get("unit_price"), (int, float, Decimal128)) for item in items)
    )


def expected_row(document):
    """Takes a document that can be loaded; returns the row and lines that MySQL should hold."""
    lines = []
    for number, item in enumerate(document["items"], start=1):
        price = item["unit_price"]
        price = str(price) if isinstance(price, Decimal128) else f"{price:.4f}"
        lines.append((number, item.get("product_id"), item.get("quantity"), Decimal(price)))
    customer_id = document["customer"].get("customer_id")
    return customer_id, document.get("status"), document["created_at"], document["updated_at"], lines


def rows_of(order_ids):
    """Returns {order_id: row} of those of these orders that are in MySQL."""
    if not order_ids:
        return {}
    id_list = ", ".join(["%s"] * len(order_ids))
    # find orders by id, select their columns
    orders = mysql_rows(f"""
        SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at
        FROM orders
        WHERE orders.order_id IN ({id_list})
    """, order_ids)
    # find the lines of orders by id, select their columns, in the order of their numbers
    items = mysql_rows(f"""
        SELECT order_items.order_id, order_items.line_number, order_items.product_id, order_items.quantity, order_items.unit_price
        FROM order_items
        WHERE order_items.order_id IN ({id_list})
        ORDER BY order_items.order_id, order_items.line_number
    """, order_ids)
    lines = {}
    for item in items:
        lines.setdefault(item[0], []).append(item[1:])
    return {order[0]: (*order[1:], lines.get(order[0], [])) for order in orders}


def difference(row, expected):
    """Returns one sentence about the first place where a row is not as expected."""
    for name, in_mysql, in_mongodb in zip(("customer_id", "status", "created_at", "updated_at"), row, expected):
        if in_mysql != in_mongodb:
            return f"{name} is {in_mysql} in MySQL and {in_mongodb} in MongoDB"
    if len(row[4]) != len(expected[4]):
        return f"{len(row[4])} lines in MySQL and {len(expected[4])} in MongoDB"
    for in_mysql, in_mongodb in zip(row[4], expected[4]):
        for name, left, right in zip(("line_number", "product_id", "quantity", "unit_price"), in_mysql, in_mongodb):
            if left != right:
                return f"line {in_mongodb[0]}: {name} is {left} in MySQL and {right} in MongoDB"
    return "nothing"
