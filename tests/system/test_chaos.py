"""
Chaos - two extractors, three loaders, and reconcile beside them, all of them killed at random, and somebody who watches

Meanwhile orders arrive, bad ones too, change, are deleted and put in again. Once without --resend, which would bring
back what is lost, and once with it.
A long round: python3 local/test.py tests/system/test_chaos.py -s --minutes 10 --seed 1
"""
import os
import random
import re
import time
from collections import Counter
import pytest
from tests.support import environment, random_orders, restart, services, verify
from tests.system import watcher


def start_services(words):
    """Returns the service reconcile, which ends by itself and is started again, as if it had died."""
    services.new_shop()
    services.extract()
    for name in ("a", "b"):
        restart.keep_extractor(batch_size=50, EXTRACTOR_NAME=name)
    for number in range(3):
        restart.keep("loader.worker")
    return restart.keep(" ".join(["reconcile.main", *words]), MYSQL_USER=os.environ["MYSQL_API_USER"],
                        MYSQL_PASSWORD=os.environ["MYSQL_API_PASSWORD"])


def change_the_shop(rng, orders, gone, returns):
    """Puts in, changes and deletes some orders, and puts deleted ones in again; each version goes into the list."""
    random_orders.put_orders(rng.randint(1, 100), rng, orders)
    random_orders.put_bad_orders(1)
    living = list({order["order_id"]: order for order in orders if order["order_id"] not in gone}.values())
    changed = list(living)
    random_orders.change_orders(10, rng, changed)
    orders += changed[len(living):]
    for order_id in rng.sample(sorted(gone), min(1, len(gone))):
        gone.remove(order_id)
        returns[order_id] += 1
        orders.append(random_orders.make_order(rng, order_id))
        random_orders.insert(orders[-1:])
    for order in rng.sample(living, 5):
        # only what is sent: of a version that no extractor has seen nobody knows
        if environment.orders.delete_one({"order_id": order["order_id"], "etl_status": "SENT"}).deleted_count:
            gone.add(order["order_id"])


@pytest.mark.parametrize("words", [["--mark-deleted", "--yes"], ["--mark-deleted", "--yes", "--resend"]])
def test_chaos(words, minutes, seed):
    print(f"{minutes} minutes, seed {seed}")
    rng, orders, gone, returns, rounds, kills = random.Random(seed), [], set(), Counter(), 0, 0
    reconcile = start_services(words)
    watcher.start()
    random_orders.put_orders(200, rng, orders)
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end:
        change_the_shop(rng, orders, gone, returns)
        rounds += 1
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
    restart.wait_until_drained()
    print(f"{kills} kills in {rounds} rounds, {len(orders)} versions, {len(gone)} orders are gone at the end")
    # no false alarm: nothing was ever missing or different while nothing was in flight
    assert re.findall(r"(?m)^(?:missing|different|MongoDB older than MySQL): \d+", restart.log_of(reconcile)) == []
    restart.end(reconcile)
    restart.wait_until_drained()
    # an order that moved to another customer has given up its texts: --resend lets the newest order give its own
    code, numbers, text = verify.reconcile("--resend", *words)
    assert code == numbers["missing"] == numbers["different"] == 0
    restart.wait_until_drained()
    looks, problems = watcher.stop(orders, returns)
    print(f"somebody has looked {looks} times; {returns.total()} orders were put in again")
    assert problems == []
    assert watcher.deleted_orders() == gone
    verify.verify_everything(orders, rejected=rounds, deleted=len(gone))
