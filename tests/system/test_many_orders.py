"""
Many orders - a large backlog goes through three loaders into tables that were just made, and memory stays where it is

FLOW:
    1 make MySQL's tables anew, and put new orders into MongoDB: 20,000, or as many as --orders says
    2 start three loaders and one extract step, and wait until all orders are in MySQL: no loader is restarted
    3 compare the sums of all lines with what plain Python added up while the orders were made
    4 compare MongoDB with MySQL
    5 look at the memory that extractor and loaders had at their peak, in /proc/PID/status: less than 150 MiB each

LIBRARIES:
    decimal (comes with Python): exact decimal numbers, as DECIMAL has them in MySQL; 0.1 + 0.2 is 0.3
"""
import random
import sys
import time
from decimal import Decimal
from pathlib import Path
from tests.support import environment, faults, restart, row_locks, services, topic, verify
from extractor.generate_orders import generate_orders
from extractor.seed_orders import insert_missing

MOST_MEMORY = 150


def peak_memory(process):
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024


def make_tables_anew():
    """Of a new table MySQL believes that it is small, whatever is in it: deleting its rows would not be the same."""
    lines = (environment.ROOT / "data" / "mysql_init.sql").read_text(encoding="utf-8").splitlines()
    statements = " ".join(line for line in lines if not line.startswith("--")).split(";")
    cursor = row_locks.root_session().cursor()
    for table in environment.TABLES:
        cursor.execute(f"DROP TABLE {table}")
    for statement in statements:
        if statement.strip():
            cursor.execute(statement)
    row_locks.close_sessions()


def put_orders(count):
    """Puts new orders into MongoDB and returns the sums of what is in them."""
    sums = {"orders": 0, "lines": 0, "quantity": 0, "revenue": Decimal(0)}

    def counted():
        for order in generate_orders(count, random.Random(1), 365):
            sums["orders"] += 1
            for item in order["items"]:
                sums["lines"] += 1
                sums["quantity"] += item["quantity"]
                sums["revenue"] += item["quantity"] * item["unit_price"].to_decimal()
            yield order

    assert insert_missing(counted()) == (count, count)
    return sums


def test_many_orders(orders):
    services.new_shop()
    print(f"1 make the tables anew, and put new orders into MongoDB: {orders}")
    make_tables_anew()
    sums = put_orders(orders)

    print("2 start three loaders and one extract step")
    services.run("extractor.create_topic")
    loaders = [restart.keep("loader.worker") for number in range(3)]
    # all three write from the first batch on
    restart.wait_until(lambda: faults.partitions_of_members() == [1, 1, 1])
    started = time.monotonic()
    extractor = services.start("extractor.extract")
    memory_of_extractor = 0
    while extractor.poll() is None:
        memory_of_extractor = max(memory_of_extractor, peak_memory(extractor) or 0)
        time.sleep(0.1)
    services.show_log(extractor)
    assert extractor.returncode == 0
    print(f"  sent after {time.monotonic() - started:.1f} s")
    environment.wait_until(lambda: restart.restart_what_died() or topic.messages_in_flight() == 0, seconds=3600)
    seconds = time.monotonic() - started
    print(f"  loaded after {seconds:.1f} s, {orders / seconds:.0f} orders/s")
    restart.print_starts()
    assert [loader["starts"] for loader in loaders] == [1, 1, 1]

    print("3 compare the sums:", *[f"{name} {number}" for name, number in sums.items()])
    rows = environment.mysql_rows("""
        SELECT COUNT(DISTINCT order_items.order_id), COUNT(*), SUM(order_items.quantity),
            SUM(order_items.quantity * order_items.unit_price)
        FROM order_items
    """)
    assert rows == [tuple(sums.values())]

    print("4 compare MongoDB with MySQL")
    verify.verify_reconcile(sent=orders, orders=orders)

    memory = [memory_of_extractor] + [peak_memory(loader["process"]) for loader in loaders]
    print("5 look at the memory of the extractor and the loaders:", *[f"{megabytes:.0f} MiB" for megabytes in memory])
    assert max(memory) < MOST_MEMORY
    assert [restart.end(loader) for loader in loaders] == [0, 0, 0]


if __name__ == "__main__":
    test_many_orders(int(sys.argv[1]) if len(sys.argv) > 1 else 20000)
