"""
Seconds of each report: worked out, and asked again at once, when the answer is remembered.
"""
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from mysql_root import run_sql

REPORTS = ("reports/revenue-by-country", "reports/revenue-by-month", "reports/revenue-by-category",
           "reports/top-products", "reports/top-customers", "reports/orders-by-status", "pipeline/loaded")
CROWD = 64


def measure_reports(root, port):
    print(f"\nreports: {CROWD} clients ask for it at once; how long the first and the last one waited; one more client")
    # what the clients of the last measure asked is answered by then
    time.sleep(1)
    for report in REPORTS:
        queries = count_queries(root)
        with ThreadPoolExecutor(CROWD) as clients:
            waited = list(clients.map(lambda number: seconds_to_answer(port, report), range(CROWD)))
        queries = count_queries(root) - queries
        again = seconds_to_answer(port, report)
        print(f"  {report:27} {min(waited):6.2f} s  {max(waited):6.2f} s  worked out {queries} times;  {again:6.3f} s", flush=True)


def seconds_to_answer(port, report):
    began = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/{report}", timeout=120) as answer:
        answer.read()
    return time.monotonic() - began


def count_queries(root):
    """Returns how many SELECTs the whole server has run; while the bench runs, only the api asks."""
    return int(run_sql(root, "SHOW GLOBAL STATUS LIKE 'Com_select'")[0][1])
