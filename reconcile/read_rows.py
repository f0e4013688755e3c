from datetime import datetime
from decimal import Decimal
from .connection.mysql_connection import connection

PART = 1000


def select(query, ids, values=()):
    """
    Takes a SELECT in which ID_LIST stands for a list of ids, and its values. Returns (names of the columns, rows as
    tuples), dates and money as text, as they are in a message.
    """
    query = query.replace("ID_LIST", ", ".join(["%s"] * len(ids)))
    cursor = connection.cursor()
    cursor.execute(query, (*ids, *values))
    # row by row it takes twice the time, and rows as dicts take half as long again
    rows = [tuple([to_message_value(value) for value in row]) for row in cursor.fetchall()]
    columns = cursor.column_names
    cursor.close()
    return columns, rows


def to_message_value(value):
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    return value


def read_rows(order_ids, customer_ids, product_ids):
    """
    Returns what MySQL has of these orders, customers and products: {order_id: row} as "orders", {order_id: rows} as
    "lines", {customer_id: row} as "customers", {product_id: row} as "products", and the names of their columns.
    """
    # whoever adds a field to the contract adds its column to one of these four queries, and nothing else in reconcile
    # find orders by id, select the columns that are compared
    orders = """
        SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.total,
            orders.read_at, orders.deleted_at
        FROM orders
        WHERE orders.order_id IN (ID_LIST)
    """
    # find the lines of orders by id, select the columns that are compared, in the order of their numbers
    lines = """
        SELECT order_items.order_id, order_items.line_number, order_items.product_id, order_items.quantity,
            order_items.unit_price
        FROM order_items
        WHERE order_items.order_id IN (ID_LIST)
        ORDER BY order_items.order_id, order_items.line_number
    """
    # find customers by id, select id, the order that the texts come from, and the texts
    customers = """
        SELECT customers.customer_id, customers.newest_order_at, customers.newest_order_id, customers.name,
            customers.email, customers.country
        FROM customers
        WHERE customers.customer_id IN (ID_LIST)
    """
    # find products by id, select id, the order that the texts come from, and the texts
    products = """
        SELECT products.product_id, products.newest_order_at, products.newest_order_id, products.name,
            products.category
        FROM products
        WHERE products.product_id IN (ID_LIST)
    """
    rows = {"columns": {}}
    for table, query, ids in (
        ("orders", orders, order_ids), ("lines", lines, order_ids),
        ("customers", customers, customer_ids), ("products", products, product_ids),
    ):
        rows["columns"][table], found = select(query, ids) if ids else ((), [])
        if table == "lines":
            rows["lines"] = {}
            for row in found:
                rows["lines"].setdefault(row[0], []).append(row)
        else:
            rows[table] = {row[0]: row for row in found}
    return rows


def read_order_ids():
    """Hands out the ids of all orders that are not deleted, in lists of 1000, in the order of their ids."""
    # the lowest id that there is
    after = ""
    while True:
        # find the orders behind an id that are not deleted, take the first ones by id, select their ids
        columns, rows = select(
            """
            SELECT orders.order_id
            FROM orders
            WHERE orders.order_id > %s AND orders.deleted_at IS NULL
            ORDER BY orders.order_id
            LIMIT %s
            """,
            (), (after, PART),
        )
        if not rows:
            return
        yield [row[0] for row in rows]
        after = rows[-1][0]
