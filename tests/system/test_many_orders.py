"""
Many orders - a backlog goes through three loaders into tables that were just made, and memory stays where it is

With pytest's option --orders 1000000 it is so many orders.
"""
import random
import time
from tests.support import environment, faults, row_locks, services, topic, verify
from extractor.generate_orders import generate_orders
from extractor.seed_orders import insert_missing

MAX_MEMORY = 150


def make_tables_anew():
    """Of a new table MySQL believes that it is small, whatever is in it: deleting its rows would not be the same."""
    lines = (environment.ROOT / "data" / "mysql_init.sql").read_text(encoding="utf-8").splitlines()
    statements = " ".join(line for line in lines if not line.startswith("--")).split(";")
    for table in environment.TABLES:
        row_locks.root_rows(f"DROP TABLE {table}")
    for statement in statements:
        if statement.strip():
            row_locks.root_rows(statement)


def test_many_orders(pytestconfig):
    count = pytestconfig.getoption("orders")
    services.new_shop()
    services.extract()
    make_tables_anew()
    assert insert_missing(generate_orders(count, random.Random(1), 365)) == (count, count)
    loaders = [services.start("loader.worker") for number in range(3)]
    # all three write from the first batch on
    environment.wait_until(lambda: faults.partitions_of_members() == [1, 1, 1])
    started = time.monotonic()
    memory = [services.run_and_measure("extractor.extract")]
    environment.wait_until(lambda: topic.messages_in_flight() == 0, seconds=60 + count / 500)
    seconds = time.monotonic() - started
    memory += [services.peak_memory(loader) for loader in loaders]
    print(f"{count} orders in {seconds:.1f} s, {count / seconds:.0f} orders/s; peak memory in MiB: {memory}")
    assert max(memory) < MAX_MEMORY
    assert [services.stop(loader) for loader in loaders] == [0, 0, 0]
    # how many rows were read without an index
    found = row_locks.root_rows("""
        SELECT count_fetch FROM performance_schema.table_io_waits_summary_by_index_usage
        WHERE object_schema = 'shop_test' AND object_name = 'orders' AND index_name IS NULL
    """)
    assert found == [(0,)]
    verify.verify_reconcile(sent=count, orders=count)
