"""
Chaos - two extractors, three loaders, and reconcile --resend --mark-deleted beside them, all of them killed at random

Meanwhile orders arrive, change, are deleted and put in again. At the end MySQL is as plain Python works it out.
A long round: python3 local/test.py tests/system/test_chaos.py -s --minutes 10 --seed 1
"""
import os
import random
import re
import time
from tests.support import environment, random_orders, restart, services, verify

WORDS = ("--resend", "--mark-deleted", "--yes")


def start_services():
    """Reconcile ends by itself, and is started again at once as if it had died."""
    services.new_shop()
    services.extract()
    for name in ("a", "b"):
        restart.keep_extractor(batch_size=50, EXTRACTOR_NAME=name)
    for number in range(3):
        restart.keep("loader.worker")
    return restart.keep(" ".join(["reconcile.main", *WORDS]), MYSQL_USER=os.environ["MYSQL_API_USER"],
                        MYSQL_PASSWORD=os.environ["MYSQL_API_PASSWORD"])


def change_the_shop(rng, orders, gone):
    """Puts in, changes and deletes some orders, and puts deleted ones in again; each version goes into the list."""
    random_orders.put_orders(rng.randint(1, 100), rng, orders)
    living = list({order["order_id"]: order for order in orders if order["order_id"] not in gone}.values())
    changed = list(living)
    random_orders.change_orders(10, rng, changed)
    orders += changed[len(living):]
    for order_id in rng.sample(sorted(gone), min(1, len(gone))):
        gone.remove(order_id)
        orders.append(random_orders.make_order(rng, order_id))
        random_orders.insert(orders[-1:])
    for order in rng.sample(living, 5):
        # only what is sent: of a version that no extractor has seen nobody knows
        if environment.orders.delete_one({"order_id": order["order_id"], "etl_status": "SENT"}).deleted_count:
            gone.add(order["order_id"])
            orders.append(dict(order, status="DELETED"))


def test_chaos(minutes, seed):
    print(f"{minutes} minutes, seed {seed}")
    rng, orders, gone, kills, pauses = random.Random(seed), [], set(), 0, 0
    reconcile = start_services()
    random_orders.put_orders(200, rng, orders)
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end:
        change_the_shop(rng, orders, gone)
        if rng.random() < 0.5:
            restart.kill(rng.choice(restart.kept))
            kills += 1
        until = time.monotonic() + rng.uniform(0, 1)
        restart.wait_until(lambda: time.monotonic() > until)
        # now and then a pause: only where nothing is in flight reconcile marks what is gone
        if rng.random() < 0.1:
            restart.wait_until_drained()
            runs = reconcile["starts"]
            restart.wait_until(lambda: reconcile["starts"] > runs + 1)
            pauses += 1
    restart.wait_until_drained()
    log = restart.log_of(reconcile)
    marked = re.findall(r"--mark-deleted: (\d+) orders", log)
    # no false alarm: nothing was ever missing or different while nothing was in flight
    assert "nothing is in flight: --resend" not in log
    print(f"{kills} kills, {pauses} pauses; {len(orders)} versions of {len({o['order_id'] for o in orders})} orders, "
          f"{len(gone)} are gone at the end; reconcile was started {reconcile['starts']} times, "
          f"{sum(int(count) for count in marked)} were marked")
    restart.end(reconcile)
    restart.wait_until_drained()
    verify.reconcile(*WORDS)
    restart.wait_until_drained()
    documents = len({order["order_id"] for order in orders}) - len(gone)
    verify.verify_everything(orders, sent=documents, deleted=len(gone))
