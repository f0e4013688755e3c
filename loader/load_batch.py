from .connection.mysql_connection import connection
from .load_customers import load_customers
from .load_orders import is_latest, load_orders, read_versions
from .load_products import load_products
from .record_batch import record_batch


def load_batch(msg, orders):
    """
    Writes the orders of a Kafka message (at least one, as the extractor's validate_order gives them, with read_at) into
    MySQL and commits. Returns (orders, lines) written; an order of which MySQL has a version that was claimed later is
    left alone. Loading a batch again changes nothing. Raises mysql.connector's errors where MySQL is away or a lock is
    not to be had: then none of the batch's orders is written, and the batch is still the next one in Kafka.
    """
    # a session that was closed since is opened again here, and never inside a transaction
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    orders = latest_versions(orders)
    stored = read_versions(cursor, [order["order_id"] for order in orders])
    # an older version must not bring back the old name of its customer
    orders = [order for order in orders if is_latest(order, stored)]
    order_count = line_count = 0
    if orders:
        # customers and products go first, for orders and lines point to them, and in a short transaction of their
        # own, so that their rows are not locked while the orders are written
        load_customers(cursor, orders)
        load_products(cursor, orders)
        connection.commit()
        order_count, line_count = load_orders(cursor, orders, list(stored))
    record_batch(cursor, msg, order_count, line_count)
    connection.commit()
    cursor.close()
    return order_count, line_count


def latest_versions(orders):
    """Returns one version of each order_id: the one that was claimed last, on a tie the one that comes later."""
    latest = {}
    for order in orders:
        known = latest.get(order["order_id"])
        if known is None or order["read_at"] >= known["read_at"]:
            latest[order["order_id"]] = order
    return list(latest.values())
