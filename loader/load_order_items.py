from .connection.mysql_connection import fill_id_list


def delete_lines(cursor, order_ids):
    """Takes ids of orders (at least one, their rows locked by the caller) and deletes all their lines."""
    # delete all lines of these orders
    query = """
        DELETE FROM order_items
        WHERE order_items.order_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, order_ids), order_ids)


def insert_lines(cursor, orders):
    """Inserts the lines of orders that have none (their rows locked by the caller); returns how many."""
    rows = []
    for order in orders:
        for line_number, item in enumerate(order["items"], start=1):
            rows.append((item["product_id"], order["order_id"], line_number, item["quantity"], item["unit_price"]))
    # sorted by product, then order, then line: in this order several loaders do not deadlock over the products' locks
    rows.sort()
    # all of a batch in one statement: a message has at most 1 mb, and mysql takes statements of 64 mb
    if rows:
        # insert the lines
        cursor.executemany(
            """
            INSERT INTO order_items (product_id, order_id, line_number, quantity, unit_price)
            VALUES (%s, %s, %s, %s, %s)
            """,
            rows,
        )
    return len(rows)
