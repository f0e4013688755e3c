from .connection.mysql_connection import connection

# whoever adds a field to the contract adds its column and its name to one of the queries here, and nothing else in
# reconcile; mysql makes the text of a date or an amount, as it is in a message: where python does it, all takes a
# quarter longer


def select(query, values, names=None):
    """
    Takes a SELECT and its values; where they are a list of ids, ID_LIST stands for all of them. Returns the rows as
    dicts, under the names of their columns or, where `names` are given, under these: what is converted has no name.
    Raises ValueError where there are more or fewer names than columns.
    """
    # no row has one of no ids
    if not values:
        return []
    cursor = connection.cursor()
    cursor.execute(query.replace("ID_LIST", ", ".join(["%s"] * len(values))), values)
    # all at once: row by row it takes twice the time
    # strict: a column without a name would be left out, and never be compared
    rows = [dict(zip(names or cursor.column_names, row, strict=True)) for row in cursor.fetchall()]
    cursor.close()
    return rows


def read_order_rows(order_ids):
    """Returns {order_id: row}, with dates and money as text, as they are in a message."""
    # find orders by id, select the columns that are compared, dates and money as text
    rows = select(
        """
        SELECT orders.order_id, orders.customer_id, orders.status, CONVERT(orders.created_at, CHAR),
            CONVERT(orders.updated_at, CHAR), CONVERT(orders.total, CHAR), CONVERT(orders.read_at, CHAR),
            CONVERT(orders.deleted_at, CHAR)
        FROM orders
        WHERE orders.order_id IN (ID_LIST)
        """,
        order_ids,
        names=("order_id", "customer_id", "status", "created_at", "updated_at", "total", "read_at", "deleted_at"),
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
            CONVERT(order_items.unit_price, CHAR)
        FROM order_items
        WHERE order_items.order_id IN (ID_LIST)
        ORDER BY order_items.order_id, order_items.line_number
        """,
        order_ids,
        names=("order_id", "line_number", "product_id", "quantity", "unit_price"),
    )
    # find customers by id, select id, the order that the texts come from, and the texts
    customers = select(
        """
        SELECT customers.customer_id, CONVERT(customers.newest_order_at, CHAR), customers.newest_order_id,
            customers.name, customers.email, customers.country
        FROM customers
        WHERE customers.customer_id IN (ID_LIST)
        """,
        list({order["customer_id"] for order in orders}),
        # the texts as our names are
        names=("customer_id", "newest_order_at", "newest_order_id",
               "customer_name", "customer_email", "customer_country"),
    )
    # find products by id, select id, the order that the texts come from, and the texts
    products = select(
        """
        SELECT products.product_id, CONVERT(products.newest_order_at, CHAR), products.newest_order_id, products.name,
            products.category
        FROM products
        WHERE products.product_id IN (ID_LIST)
        """,
        list({item["product_id"] for order in orders for item in order["items"]}),
        names=("product_id", "newest_order_at", "newest_order_id", "name", "category"),
    )
    rows = {"orders": read_order_rows(order_ids), "lines": {}}
    for line in lines:
        rows["lines"].setdefault(line.pop("order_id"), []).append(line)
    rows["customers"] = {row["customer_id"]: row for row in customers}
    rows["products"] = {row["product_id"]: row for row in products}
    return rows
