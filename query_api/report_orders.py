import os
import threading
from cachetools import TTLCache, cached
from .connection.mysql_connection import database

REPORT_CACHE_SECONDS = int(os.environ.get("REPORT_CACHE_SECONDS", "10"))


@cached(TTLCache(maxsize=1, ttl=REPORT_CACHE_SECONDS), condition=threading.Condition())
def orders_by_status():
    """Returns the number of orders of each status as dicts, the most frequent first."""
    # group orders by status, count them, the most frequent first
    rows = database.select(
        """
        SELECT orders.status, COUNT(*)
        FROM orders
        GROUP BY orders.status
        ORDER BY COUNT(*) DESC, orders.status
        """
    )
    return [{"status": status, "order_count": order_count} for status, order_count in rows]
