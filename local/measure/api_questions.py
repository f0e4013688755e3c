"""
What bench.py --api asks: paths of the query api, and the same in SQL for a bare loop.
"""
import re
import urllib.parse
from datetime import datetime

from mysql_root import run_sql

# behind the last moment that an order can have, where the api's first page begins
LAST = datetime(9999, 12, 31, 23, 59, 59, 999999)
FIRST_PAGE = (LAST, LAST, "")


def find_questions(root, order_count):
    """Returns [(name, paths, queries, one tuple of values a path)]."""
    # all orders by date, take the one behind the first tenth, select its date, id, customer and status
    created_at, order_id, customer_id, status = run_sql(
        root, "SELECT orders.created_at, orders.order_id, orders.customer_id, orders.status FROM orders FORCE INDEX (orders_by_date)"
        " ORDER BY orders.created_at, orders.order_id LIMIT 1 OFFSET %s", (order_count // 10,))[0]
    # all orders in any order, take 500, select their ids
    ids = [row[0] for row in run_sql(root, "SELECT orders.order_id FROM orders ORDER BY RAND() LIMIT 500")]

    # the list shows the newest first: this page has nine tenths of all orders before it
    far_behind = f"before_created_at={created_at.isoformat(timespec='milliseconds')}Z&before_order_id={order_id}"
    far_page = (created_at, created_at, order_id)
    by_date = queries_of("find_orders.py", "(orders_by_date)")
    by_status = queries_of("find_orders.py", "(orders_by_status)")
    by_customer = queries_of("find_orders.py", "(orders_by_customer)")
    by_id = ["START TRANSACTION READ ONLY", *queries_of("find_order.py", ""), "COMMIT"]
    return [
        ("list, first page", ["/api/orders"], by_date, [(*FIRST_PAGE, 50)]),
        ("list, page far behind", [f"/api/orders?{far_behind}"], by_date, [(*far_page, 50)]),
        ("list of 500", ["/api/orders?limit=500"], by_date, [(*FIRST_PAGE, 500)]),
        ("of a status, far behind", [f"/api/orders?status={status}&{far_behind}"], by_status, [(status, *far_page, 50)]),
        ("of a customer", [f"/api/orders?customer_id={customer_id}"], by_customer, [(customer_id, *FIRST_PAGE, 50)]),
        ("by id", [f"/api/orders/{urllib.parse.quote(number)}" for number in ids], by_id, [(number,) for number in ids]),
    ]


def queries_of(file, words):
    """Returns the api's queries as SQL_QUERIES.md has them, those of one file that hold these words."""
    with open("SQL_QUERIES.md", encoding="utf-8") as sheet:
        blocks = re.findall(r"\(`query_api/([a-z_]+\.py)`\)\n\n```sql\n(.*?)```", sheet.read(), re.DOTALL)
    return [query for name, query in blocks if name == file and words in query]
