from datetime import datetime, timezone
from .connection.mysql_connection import database
from .utc_text import utc_text

# the first page begins behind the last moment that an order can have
AFTER_EVERY_DATE = datetime(9999, 12, 31, 23, 59, 59, 999999)


def find_orders(limit, status, customer_id, order_id, before_created_at, before_order_id):
    """
    Returns at most `limit` orders as dicts, the newest first, those that match every filter that is not None.
    The page begins behind the order (before_created_at, before_order_id); with None and None at the newest one.
    """
    created_at = AFTER_EVERY_DATE
    if before_created_at is not None:
        created_at = before_created_at.astimezone(timezone.utc).replace(tzinfo=None)
    before = (created_at, created_at, before_order_id or "")

    # the condition created_at <= bounds what is read from the index, the one in brackets skips what the page before had
    # the index is named: left to itself, mysql at times reads all orders of a customer or status and sorts them for one page
    if order_id is not None:
        # find the one order with this id, keep it if it matches the other filters, select its columns
        rows = database.select(
            """
            SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.loaded_at
            FROM orders
            WHERE orders.order_id = %s
                AND (%s IS NULL OR orders.status = %s)
                AND (%s IS NULL OR orders.customer_id = %s)
                AND orders.created_at <= %s AND (orders.created_at < %s OR orders.order_id < %s)
            """,
            (order_id, status, status, customer_id, customer_id, *before),
        )
    elif status is not None and customer_id is not None:
        # find a customer's orders with a status before a place, newest first, take the first ones, select their columns
        rows = database.select(
            """
            SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.loaded_at
            FROM orders FORCE INDEX (orders_by_customer_and_status)
            WHERE orders.customer_id = %s AND orders.status = %s
                AND orders.created_at <= %s AND (orders.created_at < %s OR orders.order_id < %s)
            ORDER BY orders.created_at DESC, orders.order_id DESC
            LIMIT %s
            """,
            (customer_id, status, *before, limit),
        )
    elif status is not None:
        # find the orders with a status before a place, newest first, take the first ones, select their columns
        rows = database.select(
            """
            SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.loaded_at
            FROM orders FORCE INDEX (orders_by_status)
            WHERE orders.status = %s
                AND orders.created_at <= %s AND (orders.created_at < %s OR orders.order_id < %s)
            ORDER BY orders.created_at DESC, orders.order_id DESC
            LIMIT %s
            """,
            (status, *before, limit),
        )
    elif customer_id is not None:
        # find a customer's orders before a place, newest first, take the first ones, select their columns
        rows = database.select(
            """
            SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.loaded_at
            FROM orders FORCE INDEX (orders_by_customer)
            WHERE orders.customer_id = %s
                AND orders.created_at <= %s AND (orders.created_at < %s OR orders.order_id < %s)
            ORDER BY orders.created_at DESC, orders.order_id DESC
            LIMIT %s
            """,
            (customer_id, *before, limit),
        )
    else:
        # find the orders before a place, newest first, take the first ones, select their columns
        rows = database.select(
            """
            SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.loaded_at
            FROM orders FORCE INDEX (orders_by_date)
            WHERE orders.created_at <= %s AND (orders.created_at < %s OR orders.order_id < %s)
            ORDER BY orders.created_at DESC, orders.order_id DESC
            LIMIT %s
            """,
            (*before, limit),
        )
    return [
        {
            "order_id": row[0],
            "customer_id": row[1],
            "status": row[2],
            "created_at": utc_text(row[3]),
            "updated_at": utc_text(row[4]),
            "loaded_at": utc_text(row[5]),
        }
        for row in rows
    ]
