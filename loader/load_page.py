from .connection.mysql_connection import connection
from .load_customers import load_customers
from .load_orders import load_orders
from .load_products import load_products


def load_page(orders):
    """
    Writes a page of orders (dicts as the extractor's check_order gives them) into the four tables and commits.
    Returns (orders, lines) written; an order of which MySQL has a newer version is left alone and not counted.
    Loading a page again changes nothing. Raises mysql.connector's errors where MySQL is away or a lock is not
    to be had: then nothing of the page's orders is written, and the page is still the next one in Kafka.
    """
    newest = newest_versions(orders)
    # a session that was closed meanwhile is opened again here, and never inside a transaction
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    # customers and products go first, for orders and lines point to them, and in a short transaction of their
    # own, so that their rows are not locked while the orders are written
    load_customers(cursor, newest)
    load_products(cursor, newest)
    connection.commit()
    counts = load_orders(cursor, newest)
    connection.commit()
    cursor.close()
    return counts


def newest_versions(orders):
    """Returns the orders with one version of each order_id: the one with the latest updated_at, on a tie the later one."""
    newest = {}
    for order in orders:
        known = newest.get(order["order_id"])
        if known is None or order["updated_at"] >= known["updated_at"]:
            newest[order["order_id"]] = order
    return list(newest.values())
