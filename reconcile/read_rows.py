from datetime import datetime
from decimal import Decimal
from .connection.mysql_connection import connection

CHUNK = 1000


def read_rows(query, values):
    """
    Takes a SELECT and its values; ID_LIST in it becomes a list of them. Returns the rows as dicts {column: value},
    dates and money as text, as they are in a message.
    """
    cursor = connection.cursor(dictionary=True)
    cursor.execute(query.replace("ID_LIST", ", ".join(["%s"] * len(values))), values)
    rows = [{column: to_message_value(value) for column, value in row.items()} for row in cursor]
    cursor.close()
    return rows


def to_message_value(value):
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    return value


def in_chunks(values):
    """Hands out a list of values in lists of at most 1000."""
    for first in range(0, len(values), CHUNK):
        yield values[first:first + CHUNK]


def read_order_ids():
    """Returns the ids of all orders in MySQL as a set, and the set of those whose status is DELETED."""
    order_ids, deleted_ids = set(), set()
    cursor = connection.cursor()
    # select id and status of all orders
    cursor.execute(
        """
        SELECT orders.order_id, orders.status
        FROM orders
        """
    )
    for order_id, status in cursor:
        order_ids.add(order_id)
        if status == "DELETED":
            deleted_ids.add(order_id)
    cursor.close()
    return order_ids, deleted_ids


def read_stored_orders(order_ids):
    """Returns {order_id: (row, lines)} of those of these orders that are in MySQL, each row a dict {column: value}."""
    if not order_ids:
        return {}
    # whoever adds a field to the contract adds its column to one of these two queries, and nothing else in reconcile
    # find orders by id, select the columns that are compared
    orders = read_rows(
        """
        SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.read_at
        FROM orders
        WHERE orders.order_id IN (ID_LIST)
        """,
        order_ids,
    )
    # find the lines of orders by id, select the columns that are compared, in the order of their numbers
    items = read_rows(
        """
        SELECT order_items.order_id, order_items.line_number, order_items.product_id, order_items.quantity,
            order_items.unit_price
        FROM order_items
        WHERE order_items.order_id IN (ID_LIST)
        ORDER BY order_items.order_id, order_items.line_number
        """,
        order_ids,
    )
    stored = {row["order_id"]: (row, []) for row in orders}
    for line in items:
        # a line of an order that was written between the two queries has no row here
        if line["order_id"] in stored:
            stored[line["order_id"]][1].append(line)
    return stored
