"""
Requests a second: the query api under wrk, beside a bare loop of the same queries over one connection.
"""
import re
import time
import urllib.parse
from datetime import datetime

from ask_with_wrk import ask_with_wrk

CLIENTS = (1, 8, 64)
RANDOM_IDS = 500
# behind the last moment that an order can have, where the api's first page begins
LAST = datetime(9999, 12, 31, 23, 59, 59, 999999)


def measure_requests(root, api_port, seconds):
    cursor = root.cursor()
    cursor.execute("SELECT COUNT(*) FROM orders")
    order_count = cursor.fetchall()[0][0]
    # an order with nine tenths of all orders before it in the list
    cursor.execute(
        "SELECT orders.created_at, orders.order_id, orders.customer_id, orders.status FROM orders FORCE INDEX (orders_by_date)"
        " ORDER BY orders.created_at, orders.order_id LIMIT 1 OFFSET %s", (order_count // 10,))
    *deep, customer_id, status = cursor.fetchall()[0]
    cursor.execute("SELECT orders.order_id FROM orders WHERE RAND() < %s LIMIT %s", (RANDOM_IDS / order_count, RANDOM_IDS))
    chosen = [row[0] for row in cursor.fetchall()]
    before = f"before_created_at={deep[0].isoformat(timespec='milliseconds')}Z&before_order_id={deep[1]}"
    first_place = (LAST, LAST, "")
    deep_place = (deep[0], deep[0], deep[1])
    transaction = ["START TRANSACTION READ ONLY", *queries_of("find_order.py", ""), "COMMIT"]
    print(f"\nrequests a second out of {order_count} orders: the bare loop; the api with its clients, and its part of the bare loop")
    for name, paths, queries, values in (
        ("list, first page", ["/api/orders"], queries_of("find_orders.py", "(orders_by_date)"), [(*first_place, 50)]),
        ("list, page far behind", [f"/api/orders?{before}"], queries_of("find_orders.py", "(orders_by_date)"), [(*deep_place, 50)]),
        ("list of 500", ["/api/orders?limit=500"], queries_of("find_orders.py", "(orders_by_date)"), [(*first_place, 500)]),
        ("of a status, far behind", [f"/api/orders?status={status}&{before}"],
         queries_of("find_orders.py", "(orders_by_status)"), [(status, *deep_place, 50)]),
        ("of a customer", [f"/api/orders?customer_id={customer_id}"],
         queries_of("find_orders.py", "(orders_by_customer)"), [(customer_id, *first_place, 50)]),
        ("by id", [f"/api/orders/{urllib.parse.quote(order_id)}" for order_id in chosen],
         transaction, [(order_id,) for order_id in chosen]),
    ):
        bare = bare_loop(cursor, queries, values, seconds)
        print(f"  {name}: {rows_read(cursor, queries, values[0])} rows read; bare loop {bare:.0f}", flush=True)
        for clients in CLIENTS:
            rate, errors = ask_with_wrk(api_port, paths, clients, seconds)
            print(f"    {clients:2} clients {rate:6.0f}  {rate / bare:.2f}  errors {errors}", flush=True)
    cursor.close()


def queries_of(file, words):
    """Returns the api's queries as SQL_QUERIES.md has them, those of one file that hold these words."""
    with open("SQL_QUERIES.md", encoding="utf-8") as sheet:
        blocks = re.findall(r"\(`query_api/([a-z_]+\.py)`\)\n\n```sql\n(.*?)```", sheet.read(), re.DOTALL)
    return [query for name, query in blocks if name == file and words in query]


def run_queries(cursor, queries, values):
    for query in queries:
        cursor.execute(query, values if "%s" in query else ())
        if cursor.with_rows:
            cursor.fetchall()


def bare_loop(cursor, queries, values, seconds):
    count = 0
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        run_queries(cursor, queries, values[count % len(values)])
        count += 1
    return count / (time.monotonic() - began)


def rows_read(cursor, queries, values):
    """MySQL counts the rows that a session reads; to ask for the counters reads some too, which are taken off."""
    def count():
        cursor.execute("SHOW SESSION STATUS LIKE 'Handler_read%'")
        return sum(int(row[1]) for row in cursor.fetchall())
    before = count()
    nothing = count() - before
    before = count()
    run_queries(cursor, queries, values)
    return count() - before - nothing
