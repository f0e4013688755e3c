"""
Many orders - a large backlog goes through with several loaders, and memory stays where it is

FLOW:
    1 put new orders into mongodb: 10,000, or as many as --orders says
    2 start three loaders and one extract step, and wait until all orders are in mysql
    3 compare the sums of all lines with what plain python added up while the orders were made
    4 do the accounts with local/reconcile.py
    5 look at the memory that the extractor and the loaders had at their peak, in /proc/PID/status: less than 150 mib each

LIBRARIES:
    decimal (comes with Python): exact decimal numbers, as DECIMAL has them in MySQL; 0.1 + 0.2 is 0.3
"""
import random
import sys
import time
from decimal import Decimal
from pathlib import Path
from tests import accounts, own_shop, read_topic, run_service
from extractor.make_orders import make_orders
from extractor.seed_orders import insert_missing

MOST_MEMORY = 150


def peak_memory(process):
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024


def test_many_orders(orders):
    own_shop.empty_shop()
    print(f"1 put new orders into mongodb: {orders}")
    sums = {"orders": 0, "lines": 0, "quantity": 0, "revenue": Decimal(0)}

    def counted():
        for order in make_orders(orders, random.Random(1)):
            sums["orders"] += 1
            for item in order["items"]:
                sums["lines"] += 1
                sums["quantity"] += item["quantity"]
                sums["revenue"] += item["quantity"] * item["unit_price"].to_decimal()
            yield order

    assert insert_missing(counted()) == orders

    print("2 start three loaders and one extract step")
    run_service.run("extractor.create_topic")
    loaders = [run_service.start("loader.worker") for number in range(3)]
    started = time.monotonic()
    extractor = run_service.start("extractor.extract")
    memory_of_extractor = 0
    while extractor.poll() is None:
        memory_of_extractor = max(memory_of_extractor, peak_memory(extractor) or 0)
        time.sleep(0.1)
    run_service.show_log(extractor)
    assert extractor.returncode == 0
    print(f"  sent after {time.monotonic() - started:.1f} s")
    own_shop.wait_until(lambda: read_topic.messages_on_the_way() == 0, seconds=3600)
    seconds = time.monotonic() - started
    print(f"  loaded after {seconds:.1f} s, {orders / seconds:.0f} orders/s")
    assert [loader.poll() for loader in loaders] == [None, None, None], "a loader has stopped"

    print("3 compare the sums:", *[f"{name} {number}" for name, number in sums.items()])
    rows = own_shop.mysql_rows("""
        SELECT COUNT(DISTINCT order_items.order_id), COUNT(*), SUM(order_items.quantity),
            SUM(order_items.quantity * order_items.unit_price)
        FROM order_items
    """)
    assert rows == [tuple(sums.values())]

    print("4 do the accounts")
    accounts.check_counts(sent=orders, orders=orders)

    memory = [memory_of_extractor] + [peak_memory(loader) for loader in loaders]
    print("5 look at the memory, in mib, of the extractor and the loaders:", *[f"{megabytes:.0f}" for megabytes in memory])
    assert max(memory) < MOST_MEMORY
    assert [run_service.stop(loader) for loader in loaders] == [0, 0, 0]


if __name__ == "__main__":
    test_many_orders(int(sys.argv[1]) if len(sys.argv) > 1 else 10000)
