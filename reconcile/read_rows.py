from datetime import datetime
from decimal import Decimal
from .connection.mysql_connection import connection

# whoever adds a field to the contract adds its column to one of the queries here, and nothing else in reconcile


def select(query, values):
    """
    Takes a SELECT and its values; where they are a list of ids, ID_LIST stands for all of them. Returns the rows as
    dicts, with dates and money as text, as they are in a message.
    """
    # no row has one of no ids
    if not values:
        return []
    cursor = connection.cursor()
    cursor.execute(query.replace("ID_LIST", ", ".join(["%s"] * len(values))), values)
    names = cursor.column_names
    # all at once: row by row it takes twice the time
    rows = [dict(zip(names, map(to_message_value, row))) for row in cursor.fetchall()]
    cursor.close()
    return rows


def to_message_value(value):
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    return value


def read_order_rows(order_ids):
    """Returns {order_id: row}."""
    # find orders by id, select the columns that are compared
    rows = select(
        """
        SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.total,
            orders.read_at, orders.deleted_at
        FROM orders
        WHERE orders.order_id IN (ID_LIST)
        """,
        order_ids,
    )
    return {row["order_id"]: row for row in rows}


def read_rows(orders):
    """
    Takes orders of MongoDB, and returns what MySQL has of them: {order_id: row} as "orders", {order_id: rows} as
    "lines", {customer_id: row} as "customers", {product_id: row} as "products".
    """
    order_ids = [order["order_id"] for order in orders]
    # find the lines of orders by id, select the columns that are compared, in the order of their numbers
    lines = select(
        """
        SELECT order_items.order_id, order_items.line_number, order_items.product_id, order_items.quantity,
            order_items.unit_price
        FROM order_items
        WHERE order_items.order_id IN (ID_LIST)
        ORDER BY order_items.order_id, order_items.line_number
        """,
        order_ids,
    )
    # find customers by id, select id, the order that the texts come from, and the texts
    customers = select(
        """
        SELECT customers.customer_id, customers.newest_order_at, customers.newest_order_id, customers.name,
            customers.email, customers.country
        FROM customers
        WHERE customers.customer_id IN (ID_LIST)
        """,
        list({order["customer_id"] for order in orders}),
    )
    # find products by id, select id, the order that the texts come from, and the texts
    products = select(
        """
        SELECT products.product_id, products.newest_order_at, products.newest_order_id, products.name,
            products.category
        FROM products
        WHERE products.product_id IN (ID_LIST)
        """,
        list({item["product_id"] for order in orders for item in order["items"]}),
    )
    rows = {"orders": read_order_rows(order_ids), "lines": {}}
    for line in lines:
        rows["lines"].setdefault(line.pop("order_id"), []).append(line)
    rows["customers"] = {row["customer_id"]: row for row in customers}
    rows["products"] = {row["product_id"]: row for row in products}
    return rows
