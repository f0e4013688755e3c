from .id_list import fill_id_list
from .load_order_items import load_order_items


def load_orders(cursor, orders):
    """
    Writes orders (one version an order_id) and their lines where MySQL has no newer version; the caller commits.
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
            for order in sorted(orders, key=lock_order)
        ],
    )

    # find the page's orders by id, lock them, select id and updated_at
    query = """
        SELECT orders.order_id, orders.updated_at
        FROM orders
        WHERE orders.order_id IN (ID_LIST)
        FOR UPDATE
    """
    order_ids = [order["order_id"] for order in orders]
    cursor.execute(fill_id_list(query, order_ids), order_ids)
    stored = {order_id: updated_at.isoformat(" ", "milliseconds") for order_id, updated_at in cursor.fetchall()}

    # the lines must be those of the version whose columns stand in the row, or an old version's lines would stay
    written = [order for order in orders if stored[order["order_id"]] == order["updated_at"]]
    line_count = load_order_items(cursor, written) if written else 0
    return len(written), line_count


def lock_order(order):
    # an order's row locks its customer too: in this order several loaders do not deadlock over customers
    return order["customer"]["customer_id"], order["order_id"]
