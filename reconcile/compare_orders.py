from .read_rows import read_rows


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


def find_difference(order, row, lines):
    """
    Takes an order as read_version() gives it, and its row and lines in MySQL.
    Returns one sentence about the first difference, None where there is none.
    """
    difference = compare_columns(row, order)
    if difference:
        return difference
    if len(lines) != len(order["items"]):
        return f"{len(lines)} lines in MySQL and {len(order['items'])} in MongoDB"
    for number, (line, item) in enumerate(zip(lines, order["items"]), start=1):
        difference = compare_columns(line, {**item, "order_id": order["order_id"], "line_number": number})
        if difference:
            return f"line {number}: {difference}"
    return None


def compare_columns(row, expected):
    """Compares each column of a row with the value of that name; returns one sentence, or None."""
    for column, value in row.items():
        if value != expected[column]:
            return f"{column} is {value!r} in MySQL and {expected[column]!r} in MongoDB"
    return None
