"""
Part of bench.py --latency: how old an order is when another session sees its row in MySQL, with the extractor's
schedule at one second and one loader. 200 orders a second are inserted, one by one, by the clock.
"""
import os
import random
import statistics
import threading
import time

from tests.support import environment, services
from extractor.generate_orders import generate_orders

ORDERS_A_SECOND = 200
SECONDS = 30
log = open(f"{os.environ['LOG']}/services.log", "ab")
inserted, seen = {}, {}


def insert_steadily():
    documents = list(generate_orders(ORDERS_A_SECOND * SECONDS, random.Random(2), 0))
    started = time.monotonic()
    for number, document in enumerate(documents):
        # by the clock of the start, so that a slow insert does not lower the rate
        time.sleep(max(0, started + number / ORDERS_A_SECOND - time.monotonic()))
        inserted[document["order_id"]] = time.monotonic()
        environment.orders.insert_one(document)


def look_for_rows():
    """Returns whether all orders have been seen in MySQL."""
    waiting = [order_id for order_id in list(inserted) if order_id not in seen]
    if waiting:
        # find the orders that are waited for, select their ids
        ids = ", ".join(["%s"] * len(waiting))
        rows = environment.mysql_rows(f"SELECT orders.order_id FROM orders WHERE orders.order_id IN ({ids})", waiting)
        seen.update({row[0]: time.monotonic() for row in rows})
    return len(seen) == ORDERS_A_SECOND * SECONDS


services.start("extractor.main", output=log, EXTRACT_INTERVAL_SECONDS="1")
services.start("loader.worker", output=log)
# they have made the topic and joined the group: what is measured is a shop that has been open for long
time.sleep(10)
threading.Thread(target=insert_steadily, daemon=True).start()
environment.wait_until(look_for_rows, SECONDS + 60)
ages = sorted(seen[order_id] - inserted[order_id] for order_id in seen)
print(f"{len(ages)} orders, {ORDERS_A_SECOND} a second, from insert_one to the row that is seen: "
      f"median {statistics.median(ages) * 1000:.0f} ms, 99 of 100 within {ages[len(ages) * 99 // 100] * 1000:.0f} ms, "
      f"slowest {ages[-1] * 1000:.0f} ms")
