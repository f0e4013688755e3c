"""
Part of bench.py --api: requests a second of the query API with 1, 8 and 64 clients (by wrk), beside a bare loop of the
same queries, without HTTP, over one connection.
"""
import os
import random
import re
import subprocess
import sys
import time
from urllib.parse import quote

from tests.support import environment, services
from extractor.generate_orders import generate_orders
from extractor.seed_orders import insert_missing
from install import install_tools
from query_api.find_order import find_order
from query_api.find_orders import find_orders

ORDERS = int(sys.argv[1])
SECONDS = 5
PORT = services.free_port()
log = open(f"{os.environ['LOG']}/services.log", "ab")


def measure_requests(name, path, query):
    count, began = 0, time.monotonic()
    while time.monotonic() < began + SECONDS:
        query()
        count += 1
    bare = count / SECONDS
    rates = [ask_with_wrk(path, clients) for clients in (1, 8, 64)]
    print(f"  {name:12} {bare:6.0f};", *[f"{rate:6.0f} {rate / bare:.2f}" for rate in rates], flush=True)


def ask_with_wrk(path, clients):
    """Returns how many requests a second were answered; fails where one was not answered with 200."""
    url = f"http://127.0.0.1:{PORT}{path}"
    command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--timeout", "60s", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in text and "Socket errors" not in text, text
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


install_tools("wrk")
insert_missing(generate_orders(ORDERS, random.Random(1), 365))
assert services.run("extractor.extract", output=log) == 0, f"see {log.name}"
loader = services.start("loader.worker", output=log)
environment.wait_until(lambda: environment.mysql_rows("SELECT COUNT(*) FROM orders") == [(ORDERS,)], 60 + ORDERS / 100)
services.stop(loader)
services.start_api(PORT)
order_id = find_orders(1, None, None, None, None)[0]["order_id"]
print(f"{ORDERS} orders, requests a second: a bare loop; 1, 8 and 64 clients, and their part of it")
measure_requests("list of 50", "/api/orders", lambda: find_orders(50, None, None, None, None))
measure_requests("list of 500", "/api/orders?limit=500", lambda: find_orders(500, None, None, None, None))
measure_requests("by id", f"/api/orders/{quote(order_id)}", lambda: find_order(order_id))
