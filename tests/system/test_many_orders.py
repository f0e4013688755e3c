"""
Many orders - a large backlog goes through three loaders into tables that were just made, and memory stays where it is

FLOW:
    1 make MySQL's tables anew, and put new orders into MongoDB: 20,000, or as many as --orders says
    2 run three loaders and one extract step: no loader is restarted, none of the four takes 150 MiB of memory
    3 compare the sums of all lines with what plain Python added up, and MongoDB with MySQL
"""
import random
import time
from decimal import Decimal
from tests.support import environment, faults, row_locks, services, topic, verify
from extractor.generate_orders import generate_orders
from extractor.seed_orders import insert_missing

MOST_MEMORY = 150


def teardown_function():
    row_locks.close_sessions()
    services.stop_all()


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


def test_many_orders(orders):
    services.new_shop()
    make_tables_anew()
    documents = generate_orders(orders, random.Random(1), 365)
    assert insert_missing(documents) == (orders, orders)

    services.run("extractor.create_topic")
    loaders = [services.start("loader.worker") for number in range(3)]
    # all three write from the first batch on
    environment.wait_until(lambda: faults.partitions_of_members() == [1, 1, 1])
    started = time.monotonic()
    memory = [services.run_and_measure("extractor.extract")]
    environment.wait_until(lambda: topic.messages_in_flight() == 0, seconds=60 + orders / 500)
    seconds = time.monotonic() - started
    memory += [services.peak_memory(loader) for loader in loaders]
    print(f"{orders} orders in {seconds:.1f} s, {orders / seconds:.0f} orders/s; peak memory in MiB: {memory}")
    assert max(memory) < MOST_MEMORY
    assert [services.stop(loader) for loader in loaders] == [0, 0, 0]

    # the same chance makes the same orders
    lines, quantity, revenue = 0, 0, Decimal(0)
    for order in generate_orders(orders, random.Random(1), 365):
        for item in order["items"]:
            lines += 1
            quantity += item["quantity"]
            revenue += item["quantity"] * item["unit_price"].to_decimal()
    rows = environment.mysql_rows("""
        SELECT COUNT(DISTINCT order_items.order_id), COUNT(*), SUM(order_items.quantity),
            SUM(order_items.quantity * order_items.unit_price)
        FROM order_items
    """)
    assert rows == [(orders, lines, quantity, revenue)]
    verify.verify_reconcile(sent=orders, orders=orders)
