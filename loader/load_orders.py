from .id_list import fill_id_list
from .load_order_items import delete_lines, insert_lines


def load_orders(cursor, orders):
    """
    Writes orders (one version of each order_id) and their lines where MySQL has no newer version; the caller commits.
    Returns (orders, lines) written.
    """
    # insert the orders, where one is there already change its columns if this version is not older
    # updated_at comes last: mysql assigns from left to right, and the lines above it compare with the old value
    cursor.executemany(
        """
        INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, loaded_at)
        VALUES (%s, %s, %s, %s, %s, UTC_TIMESTAMP(3))
        ON DUPLICATE KEY UPDATE
            customer_id = IF(VALUES(updated_at) >= orders.updated_at, VALUES(customer_id), orders.customer_id),
            status = IF(VALUES(updated_at) >= orders.updated_at, VALUES(status), orders.status),
            created_at = IF(VALUES(updated_at) >= orders.updated_at, VALUES(created_at), orders.created_at),
            loaded_at = IF(VALUES(updated_at) >= orders.updated_at, VALUES(loaded_at), orders.loaded_at),
            updated_at = GREATEST(VALUES(updated_at), orders.updated_at)
        """,
        [
            (order["order_id"], order["customer"]["customer_id"], order["status"], order["created_at"], order["updated_at"])
            for order in sorted(orders, key=by_customer_then_order)
        ],
    )

    # find those of the page's orders that have a first line, by the primary keys, lock them, select id and updated_at
    # the indexes are named: while mysql believes that a new table is small it would go through all orders, wait for those
    # that another loader has locked, and end in a deadlock
    query = """
        SELECT orders.order_id, orders.updated_at
        FROM order_items FORCE INDEX (PRIMARY)
        JOIN orders FORCE INDEX (PRIMARY) ON orders.order_id = order_items.order_id
        WHERE order_items.order_id IN (ID_LIST) AND order_items.line_number = 1
        FOR UPDATE OF orders
    """
    order_ids = [order["order_id"] for order in orders]
    cursor.execute(fill_id_list(query, order_ids), order_ids)
    # the orders that were here before this page: each of them has lines, and those that were inserted above have none yet
    loaded_before = {order_id: updated_at.isoformat(" ", "milliseconds") for order_id, updated_at in cursor.fetchall()}

    # the lines must be those of the version whose columns stand in the row, or an old version's lines would stay
    written = [order for order in orders if loaded_before.get(order["order_id"], order["updated_at"]) == order["updated_at"]]
    changed = [order["order_id"] for order in written if order["order_id"] in loaded_before]
    if changed:
        delete_lines(cursor, changed)
    return len(written), insert_lines(cursor, written)


def by_customer_then_order(order):
    # an order's row locks its customer too: in this order several loaders do not deadlock over customers
    return order["customer"]["customer_id"], order["order_id"]
