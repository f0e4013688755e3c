"""
Requests a second: the query api with 1, 8 and 64 clients, beside a bare loop of the same queries over one connection.
"""
import time

from measure.ask_with_wrk import ask_with_wrk
from measure.api_questions import find_questions
from mysql_root import run_sql

CLIENTS = (1, 8, 64)


def measure_requests(root, api_port, seconds):
    order_count = run_sql(root, "SELECT COUNT(*) FROM orders")[0][0]
    # not measured: the api's threads open their connections
    ask_with_wrk(api_port, ["/api/orders"], max(CLIENTS), 3)
    print(f"\nrequests a second out of {order_count} orders: the bare loop; the api with its clients, and its part of the bare loop")
    for name, paths, queries, values in find_questions(root, order_count):
        bare = bare_loop(root, queries, values, seconds)
        print(f"  {name}: {rows_read(root, queries, values[0])} rows read; bare loop {bare:.0f}", flush=True)
        for clients in CLIENTS:
            rate, errors = ask_with_wrk(api_port, paths, clients, seconds)
            print(f"    {clients:2} clients {rate:6.0f}  {rate / bare:.2f}  errors {errors}", flush=True)


def bare_loop(root, queries, values, seconds):
    count = 0
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        run_queries(root, queries, values[count % len(values)])
        count += 1
    return count / (time.monotonic() - began)


def run_queries(root, queries, values):
    for query in queries:
        run_sql(root, query, values if "%s" in query else ())


def rows_read(root, queries, values):
    """MySQL counts the rows that a session reads; to ask for the counters reads some too, which are taken off."""
    before = count_reads(root)
    nothing = count_reads(root) - before
    before = count_reads(root)
    run_queries(root, queries, values)
    return count_reads(root) - before - nothing


def count_reads(root):
    return sum(int(row[1]) for row in run_sql(root, "SHOW SESSION STATUS LIKE 'Handler_read%'"))
