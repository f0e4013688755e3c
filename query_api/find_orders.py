from datetime import datetime, timezone
from .connection.mysql_connection import database


def find_orders(limit, status, customer_id, before_created_at, before_order_id):
    """
    Returns at most `limit` orders as dicts, the newest first, those that match every filter that is not None.
    The page begins behind the order (before_created_at, before_order_id); with None and None at the newest one.
    """
    # the first page begins behind the last moment that an order can have
    created_at = datetime.max
    if before_created_at is not None:
        # mysql's dates are in utc and have no time zone
        created_at = before_created_at.astimezone(timezone.utc).replace(tzinfo=None)
    # mysql takes out a filter whose value is null before it chooses an index
    # created_at <= bounds what is read from the index, the condition behind it skips what the page before had
    # find the orders of a status and a customer before a place, newest first, take the first ones, select their columns
    return database.select(
        """
        SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at,
            orders.total, orders.read_at, orders.loaded_at, orders.deleted_at
        FROM orders
        WHERE (%s IS NULL OR orders.status = %s) AND (%s IS NULL OR orders.customer_id = %s)
            AND orders.created_at <= %s AND (orders.created_at < %s OR orders.order_id < %s)
        ORDER BY orders.created_at DESC, orders.order_id DESC
        LIMIT %s
        """,
        (status, status, customer_id, customer_id, created_at, created_at, before_order_id or "", limit),
    )
