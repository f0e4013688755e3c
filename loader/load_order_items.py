from .id_list import fill_id_list

ROWS_A_STATEMENT = 1000


def load_order_items(cursor, orders):
    """
    Makes the lines of these orders (at least one, their rows locked by the caller) exactly what the orders say.
    Returns how many lines were written; the caller commits.
    """
    order_ids = [order["order_id"] for order in orders]

    # find which of the orders have a first line, select their ids
    query = """
        SELECT order_items.order_id
        FROM order_items
        WHERE order_items.order_id IN (ID_LIST) AND order_items.line_number = 1
    """
    cursor.execute(fill_id_list(query, order_ids), order_ids)
    loaded_before = [row[0] for row in cursor.fetchall()]
    if loaded_before:
        # delete all lines of the orders that were loaded before
        query = """
            DELETE FROM order_items
            WHERE order_items.order_id IN (ID_LIST)
        """
        cursor.execute(fill_id_list(query, loaded_before), loaded_before)

    rows = []
    for order in orders:
        for line_number, item in enumerate(order["items"], start=1):
            rows.append((item["product_id"], order["order_id"], line_number, item["quantity"], item["unit_price"]))
    # sorted by product, then order, then line: in this order several loaders do not deadlock over the products' locks
    rows.sort()
    for first in range(0, len(rows), ROWS_A_STATEMENT):
        # insert the lines
        cursor.executemany(
            """
            INSERT INTO order_items (product_id, order_id, line_number, quantity, unit_price)
            VALUES (%s, %s, %s, %s, %s)
            """,
            rows[first:first + ROWS_A_STATEMENT],
        )
    return len(rows)
