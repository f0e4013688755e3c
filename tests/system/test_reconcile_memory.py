"""
Reconcile's memory - the same for many orders as for few: at most 100 MiB, where all is well and where all is missing

With a million: python3 local/test.py tests/system/test_reconcile_memory.py -s --orders 1000000
"""
import os
import time
from itertools import groupby
from operator import itemgetter
from bson import Decimal128
from tests.support import environment, many_orders, row_locks, services, verify

MAX_MIB = 100
PART = 10_000


def read_documents():
    """Hands out the documents of all orders in MySQL that are not deleted, in lists of some thousands."""
    query = """
        SELECT orders.order_id, orders.status, orders.created_at, orders.updated_at, orders.read_at,
            customers.customer_id, customers.name, customers.email, customers.country
        FROM orders JOIN customers ON customers.customer_id = orders.customer_id
        WHERE orders.order_id > %s AND orders.deleted_at IS NULL ORDER BY orders.order_id LIMIT %s
    """
    lines_query = """
        SELECT order_items.order_id, order_items.product_id, products.name, products.category, order_items.quantity,
            order_items.unit_price
        FROM order_items JOIN products ON products.product_id = order_items.product_id
        WHERE order_items.order_id BETWEEN %s AND %s ORDER BY order_items.order_id, order_items.line_number
    """
    last = ""
    while rows := environment.mysql_rows(query, (last, PART)):
        first, last = rows[0][0], rows[-1][0]
        lines = groupby(environment.mysql_rows(lines_query, (first, last)), key=itemgetter(0))
        items = {order_id: [item_of(line) for line in found] for order_id, found in lines}
        yield [{
            "order_id": row[0], "status": row[1], "created_at": row[2], "updated_at": row[3], "etl_status": "SENT",
            "etl_at": row[4], "items": items[row[0]],
            "customer": dict(zip(("customer_id", "name", "email", "country"), row[5:])),
        } for row in rows]


def item_of(line):
    fields = zip(("product_id", "name", "category", "quantity", "unit_price"), (*line[1:5], Decimal128(line[5])))
    return dict(fields)


def measure(code):
    """Runs reconcile; fails unless it ends with this code, within the memory."""
    verify.show_stages()
    began, cpu = time.monotonic(), os.times()
    process = services.start("reconcile.main", MYSQL_USER=os.environ["MYSQL_API_USER"],
                             MYSQL_PASSWORD=os.environ["MYSQL_API_PASSWORD"])
    memory = 0
    while process.poll() is None:
        memory = max(memory, services.peak_memory(process))
        time.sleep(0.1)
    seconds = time.monotonic() - began
    processor = os.times().children_user + os.times().children_system - cpu.children_user - cpu.children_system
    count = environment.orders.estimated_document_count()
    print(f"{count} documents: {seconds:.1f} s, {processor:.1f} s of them at work, {memory:.0f} MiB")
    assert process.returncode == code
    assert memory <= MAX_MIB


def test_memory(request):
    services.new_shop()
    many_orders.put_many_orders(max(200_000, request.config.getoption("--orders")))
    for documents in read_documents():
        environment.orders.insert_many(documents)
    environment.orders.create_index("order_id")
    measure(0)
    # the loader's user may not do it, and to delete the rows would take minutes
    root = row_locks.root_session()
    row_locks.root_rows("SET SESSION foreign_key_checks = 0", root)
    for table in ("order_items", "orders"):
        row_locks.root_rows(f"TRUNCATE TABLE {table}", root)
    measure(1)
