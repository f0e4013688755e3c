"""
The part of bench.py --api: fills MySQL with orders, starts the query api, and measures how many requests it answers, how
long its reports take, and how many rows MySQL reads for each.
"""
import time
from pathlib import Path

from measure.api_reports import measure_reports
from measure.api_requests import measure_requests
from measure.fill_mysql import fill_mysql
from mysql_root import connect_as_root, run_sql
from processes import find_free_port
from services import api_answers, start_query_api

API_DATA = ".local/bench_api"
# how many orders are in there; written last, so that a folder without it is one that was cut short
FILLED = Path(f"{API_DATA}/filled")


def orders_are_kept(order_count):
    return FILLED.exists() and FILLED.read_text() == str(order_count)


def measure_api(variables, order_count, seconds, started):
    root = connect_as_root(int(variables["MYSQL_PORT"]), variables)
    if not FILLED.exists():
        fill(root, order_count)
    api_port = find_free_port()
    start_query_api("bench_query_api", variables, api_port, started)
    while not api_answers(api_port):
        time.sleep(0.1)
    measure_requests(root, api_port, seconds)
    measure_reports(root, api_port)
    print(f"\nthe orders are kept in {API_DATA} for the next time")


def fill(root, order_count):
    began = time.monotonic()
    fill_mysql(root, order_count)
    # the numbers from which mysql guesses what a query will cost
    run_sql(root, "ANALYZE TABLE customers, products, orders, order_items")
    print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
    FILLED.write_text(str(order_count))
