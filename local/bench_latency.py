"""
bench.py --latency: how old an order is when another session sees its row in MySQL, with the extractor's schedule at one
second and one loader. 200 orders a second are inserted, one by one, by the clock.
"""
import random
import statistics
import threading
import time

from extractor.generate_orders import generate_orders

ORDERS_A_SECOND = 200
SECONDS = 30


def measure_latency(shop):
    shop.make_all_new()
    loader = shop.start("loader.worker")
    extractor = shop.start("extractor.main", EXTRACT_INTERVAL_SECONDS="1")
    # the orders that are there go first: what is measured is a shop that has been open for long
    shop.wait_until_loaded([loader])
    inserted = {}
    inserter = threading.Thread(target=insert_steadily, args=(shop.orders, inserted), daemon=True)
    inserter.start()
    seen = {}
    end = time.monotonic() + SECONDS + 60
    while (inserter.is_alive() or len(seen) < len(inserted)) and time.monotonic() < end:
        time.sleep(0.01)
        waiting = [order_id for order_id in list(inserted) if order_id not in seen]
        if waiting:
            # find the orders that are waited for, select their ids
            ids = ", ".join(["%s"] * len(waiting))
            rows = shop.sql(f"SELECT orders.order_id FROM orders WHERE orders.order_id IN ({ids})", waiting)
            seen.update({row[0]: time.monotonic() for row in rows})
    shop.stop([extractor, loader])
    ages = sorted(seen[order_id] - inserted[order_id] for order_id in seen)
    print(f"{len(inserted)} orders inserted, {ORDERS_A_SECOND} a second; {len(seen)} were seen in MySQL")
    print(f"from insert_one to the row that is seen: median {statistics.median(ages) * 1000:.0f} ms, "
          f"99 of 100 within {ages[len(ages) * 99 // 100] * 1000:.0f} ms, slowest {ages[-1] * 1000:.0f} ms")


def insert_steadily(orders, inserted):
    documents = list(generate_orders(ORDERS_A_SECOND * SECONDS, random.Random(2), 0))
    started = time.monotonic()
    for number, document in enumerate(documents):
        # by the clock of the start, so that a slow insert does not lower the rate
        time.sleep(max(0, started + number / ORDERS_A_SECOND - time.monotonic()))
        inserted[document["order_id"]] = time.monotonic()
        orders.insert_one(document)
