from .connection.mysql_connection import fill_id_list, insert_rows


def read_products(cursor, order_ids):
    """Takes ids of orders (at least one); returns a set of (product_id, order_id), what their lines name."""
    # find the lines of these orders, select product and order
    query = """
        SELECT order_items.product_id, order_items.order_id
        FROM order_items
        WHERE order_items.order_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, order_ids), order_ids)
    return set(cursor.fetchall())


def delete_lines(cursor, order_ids):
    """Takes ids of orders (at least one, their rows locked by the caller) and deletes all their lines."""
    # delete all lines of these orders
    query = """
        DELETE FROM order_items
        WHERE order_items.order_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, order_ids), order_ids)


def insert_lines(cursor, orders):
    """Inserts the lines of orders (at least one) that have none, their rows locked by the caller; returns how many."""
    rows = []
    for order in orders:
        for line_number, item in enumerate(order["items"], start=1):
            rows.append((item["product_id"], order["order_id"], line_number, item["quantity"], item["unit_price"]))
    # sorted by product, then order, then line: in this order several loaders do not deadlock over the products' locks
    rows.sort()
    # insert the lines
    insert_rows(
        cursor,
        """
        INSERT INTO order_items (product_id, order_id, line_number, quantity, unit_price)
        VALUES (%s, %s, %s, %s, %s)
        """,
        rows,
    )
    return len(rows)
