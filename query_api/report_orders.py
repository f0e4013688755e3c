from .connection.mysql_connection import database
from .utc_text import utc_text


def orders_by_status():
    """Returns the number of orders of each status as dicts, the most frequent first."""
    # group orders by status, count them, most frequent first
    rows = database.select(
        """
        SELECT orders.status, COUNT(*)
        FROM orders
        GROUP BY orders.status
        ORDER BY COUNT(*) DESC, orders.status
        """
    )
    return [{"status": row[0], "order_count": row[1]} for row in rows]


def count_loaded():
    """Returns how many orders are in MySQL and when the newest was loaded (None where there is none yet), as a dict."""
    # count all orders, select the newest loaded_at
    rows = database.select(
        """
        SELECT COUNT(*), MAX(orders.loaded_at)
        FROM orders
        """
    )
    return {"order_count": rows[0][0], "loaded_at": utc_text(rows[0][1])}
