from datetime import datetime, timezone
from .connection.mysql_connection import fill_id_list
from .load_order_items import delete_lines, insert_lines


def load_orders(cursor, orders, stored_ids):
    """
    Writes orders (one version of each order_id) and their lines where MySQL has no version that was read later;
    the caller commits. Takes the ids of those that read_versions() has found. Returns (orders, lines) written.
    Raises error 1062 where another loader inserted the same new order meanwhile: the batch is read again then.
    """
    # read once more, and locked now: another loader may have written a later version meanwhile
    stored = read_versions(cursor, stored_ids, "FOR UPDATE")
    # the same version once more is written again, which heals a damaged row
    written = [order for order in orders if is_latest(order, stored)]
    replaced = [order["order_id"] for order in written if order["order_id"] in stored]
    if replaced:
        delete_lines(cursor, replaced)
        delete_orders(cursor, replaced)
    if written:
        insert_orders(cursor, written)
    return len(written), insert_lines(cursor, written)


def read_versions(cursor, order_ids, lock=""):
    """Returns {order_id: read_at as text} of those of these orders that MySQL has; with "FOR UPDATE" it locks them."""
    if not order_ids:
        return {}
    # the index is named: while mysql believes that a new table is small it would go through all orders, wait for those
    # that another loader has locked, and end in a deadlock
    # find the batch's orders by the primary key, select id and read_at
    query = """
        SELECT orders.order_id, orders.read_at
        FROM orders FORCE INDEX (PRIMARY)
        WHERE orders.order_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, order_ids) + lock, order_ids)
    return {order_id: read_at.isoformat(" ", "milliseconds") for order_id, read_at in cursor.fetchall()}


def is_latest(order, stored):
    """Tells whether MySQL has no version of this order that was read later; `stored` is from read_versions()."""
    stored_read_at = stored.get(order["order_id"], "")
    if order["read_at"] >= stored_read_at:
        return True
    # a read_at that is still to come is wrong: reconcile found it, and sends this order to replace it
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    return "renew" in order and stored_read_at > now


def delete_orders(cursor, order_ids):
    # delete these orders
    query = """
        DELETE FROM orders
        WHERE orders.order_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, order_ids), order_ids)


def insert_orders(cursor, orders):
    # insert the orders
    cursor.executemany(
        """
        INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, read_at, loaded_at)
        VALUES (%s, %s, %s, %s, %s, %s, UTC_TIMESTAMP(3))
        """,
        [
            (
                order["order_id"], order["customer_id"], order["status"],
                order["created_at"], order["updated_at"], order["read_at"],
            )
            for order in sorted(orders, key=by_customer_then_order)
        ],
    )


def by_customer_then_order(order):
    # an order's row locks its customer too: in this order several loaders do not deadlock over customers
    return order["customer_id"], order["order_id"]
