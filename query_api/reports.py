import os
import threading
import time
from collections import defaultdict
from datetime import date, datetime
from cachetools import TLRUCache, cached
from .connection.mysql_connection import database
from .find_customers import find_customer
from .find_products import product_name

REPORT_CACHE_SECONDS = int(os.environ.get("REPORT_CACHE_SECONDS", "10"))
# the longest list of the top products and customers is kept; whoever asks for fewer gets its beginning
MAX_TOP = 100
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(9999, 12, 31)
# a lock for each report: never do two queries of one report run at once, of whatever days
locks = defaultdict(threading.Lock)


def keep_until(key, answer, now):
    rows, seconds = answer
    # so no report costs mysql more than a twentieth of a core
    return now + max(REPORT_CACHE_SECONDS, 20 * seconds)


# all who ask for a report of the same days meanwhile wait for one query; other days wait for the lock
@cached(TLRUCache(maxsize=1000, ttu=keep_until), condition=threading.Condition())
def find_and_keep(report, from_date, to_date):
    with locks[report]:
        began = time.monotonic()
        rows = report(from_date, datetime.combine(to_date, datetime.max.time()))
        return rows, time.monotonic() - began


def find_report(report, from_date=None, to_date=None, limit=None):
    """
    Takes a function below, two days, or None for an open end, and how many rows at most; returns rows as dicts, from
    the cache where they are kept there. Raises mysql.connector.Error where MySQL does not answer.
    """
    rows, seconds = find_and_keep(report, from_date or FIRST_DAY, to_date or LAST_DAY)
    return rows[:limit]


def revenue_by_country(first, last):
    """Returns revenue and number of orders of each country as dicts, the highest revenue first."""
    # join orders of these days to customers, leave out those that do not count, group by country, highest revenue first
    return database.select(
        """
        SELECT customers.country, SUM(orders.total), COUNT(*)
        FROM orders
        JOIN customers ON customers.customer_id = orders.customer_id
        WHERE orders.created_at BETWEEN %s AND %s
            AND orders.status NOT IN ('CANCELLED', 'REFUNDED', 'DELETED') AND orders.deleted_at IS NULL
        GROUP BY customers.country
        ORDER BY SUM(orders.total) DESC, customers.country
        """,
        (first, last),
        names=("country", "revenue", "order_count"),
    )


def revenue_by_month(first, last):
    """Returns revenue and number of orders of each month (of created_at) as dicts, the months in order."""
    # take the orders of these days, leave out those that do not count, group by month, add up, order by month
    return database.select(
        """
        SELECT DATE_FORMAT(orders.created_at, '%Y-%m'), SUM(orders.total), COUNT(*)
        FROM orders
        WHERE orders.created_at BETWEEN %s AND %s
            AND orders.status NOT IN ('CANCELLED', 'REFUNDED', 'DELETED') AND orders.deleted_at IS NULL
        GROUP BY DATE_FORMAT(orders.created_at, '%Y-%m')
        ORDER BY DATE_FORMAT(orders.created_at, '%Y-%m')
        """,
        (first, last),
        names=("month", "revenue", "order_count"),
    )


def revenue_by_category(first, last):
    """Returns revenue and number of orders of each category as dicts, the highest revenue first."""
    # join orders of these days, lines, products, leave out what does not count, group by category, highest sum first
    return database.select(
        """
        SELECT products.category, SUM(order_items.quantity * order_items.unit_price), COUNT(DISTINCT orders.order_id)
        FROM orders
        JOIN order_items ON order_items.order_id = orders.order_id
        JOIN products ON products.product_id = order_items.product_id
        WHERE orders.created_at BETWEEN %s AND %s
            AND orders.status NOT IN ('CANCELLED', 'REFUNDED', 'DELETED') AND orders.deleted_at IS NULL
        GROUP BY products.category
        ORDER BY SUM(order_items.quantity * order_items.unit_price) DESC, products.category
        """,
        (first, last),
        names=("category", "revenue", "order_count"),
    )


def top_products(first, last):
    """Returns the products with the highest revenue, and the quantity sold, as dicts."""
    # join orders of these days to their lines, leave out what does not count, group by product, take the highest
    products = database.select(
        """
        SELECT order_items.product_id, SUM(order_items.quantity * order_items.unit_price), SUM(order_items.quantity)
        FROM orders
        JOIN order_items ON order_items.order_id = orders.order_id
        WHERE orders.created_at BETWEEN %s AND %s
            AND orders.status NOT IN ('CANCELLED', 'REFUNDED', 'DELETED') AND orders.deleted_at IS NULL
        GROUP BY order_items.product_id
        ORDER BY SUM(order_items.quantity * order_items.unit_price) DESC, order_items.product_id
        LIMIT %s
        """,
        (first, last, MAX_TOP),
        names=("product_id", "revenue", "quantity"),
    )
    # the names come last: joined above, they would be looked up for each line, which takes 2.5 times as long
    return [{**product, "name": product_name(product["product_id"])} for product in products]


def top_customers(first, last):
    """Returns the customers with the highest revenue, and their number of orders, as dicts."""
    # take the orders of these days, leave out those that do not count, group by customer, take the highest
    customers = database.select(
        """
        SELECT orders.customer_id, SUM(orders.total), COUNT(*)
        FROM orders
        WHERE orders.created_at BETWEEN %s AND %s
            AND orders.status NOT IN ('CANCELLED', 'REFUNDED', 'DELETED') AND orders.deleted_at IS NULL
        GROUP BY orders.customer_id
        ORDER BY SUM(orders.total) DESC, orders.customer_id
        LIMIT %s
        """,
        (first, last, MAX_TOP),
        names=("customer_id", "revenue", "order_count"),
    )
    return [{**customer, "name": find_customer(customer["customer_id"])["name"]} for customer in customers]


def orders_by_status(first, last):
    """Returns the number of orders of each status as dicts, the most frequent first."""
    # take the orders of these days that are not deleted, group by status, count them, the most frequent first
    return database.select(
        """
        SELECT orders.status, COUNT(*)
        FROM orders
        WHERE orders.created_at BETWEEN %s AND %s AND orders.deleted_at IS NULL
        GROUP BY orders.status
        ORDER BY COUNT(*) DESC, orders.status
        """,
        (first, last),
        names=("status", "order_count"),
    )
