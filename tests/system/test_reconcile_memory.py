"""
Reconcile's memory - the same for many orders as for few: at most 100 MiB, where all is well and where all is missing

With a million: python3 local/test.py tests/system/test_reconcile_memory.py -s --orders 1000000
"""
import os
import time
from tests.support import environment, many_orders, row_locks, services, verify

MAX_MIB = 100


def measure(code):
    """Runs reconcile; fails unless it ends with this code, within the memory."""
    verify.show_stages()
    began = time.monotonic()
    memory = services.run_and_measure("reconcile.main", code, MYSQL_USER=os.environ["MYSQL_API_USER"],
                                      MYSQL_PASSWORD=os.environ["MYSQL_API_PASSWORD"])
    count, seconds = environment.orders.estimated_document_count(), time.monotonic() - began
    print(f"{count} documents: {seconds:.1f} s, {count / seconds:.0f} a second, {memory:.0f} MiB")
    assert memory <= MAX_MIB


def test_memory(request):
    count = max(200_000, request.config.getoption("--orders"))
    services.new_shop()
    many_orders.put_many_orders(count)
    environment.orders.create_index("order_id")
    measure(0)
    # the loader's user may not do it, and to delete the rows would take minutes
    root = row_locks.root_session()
    row_locks.root_rows("SET SESSION foreign_key_checks = 0", root)
    for table in ("order_items", "orders"):
        row_locks.root_rows(f"TRUNCATE TABLE {table}", root)
    # half of the documents: 100,000 ids are the most that it keeps
    environment.orders.delete_many({"order_id": {"$lt": f"A{count // 2 - 2000:08}"}})
    measure(1)
