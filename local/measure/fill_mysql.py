"""
Fills MySQL with many made-up orders, fast, by LOAD DATA.
20,000 orders at a time, so that a million of them need no more memory and no more room for files.
"""
import itertools
import random
import tempfile
from datetime import datetime, timezone

from extractor.make_orders import make_orders
from measure.load_data import TABLES, load_files, write_rows

ORDERS_AT_A_TIME = 20000


def fill_mysql(root, order_count):
    orders = make_orders(order_count, random.Random(1))
    done = 0
    while page := list(itertools.islice(orders, ORDERS_AT_A_TIME)):
        rows = rows_of_tables(page)
        with tempfile.TemporaryDirectory(dir=".local/tmp") as folder:
            for table in TABLES:
                # sorted by their keys, for so mysql takes them in fastest
                write_rows(folder, table, sorted(rows[table]))
            load_files(root, folder)
        done += len(page)
        if done % 100000 == 0 or done == order_count:
            print(f"{done} orders are in MySQL", flush=True)


def rows_of_tables(page):
    now = as_text(datetime.now(timezone.utc))
    # sets, for the same customers and products come again and again
    rows = {table: set() for table in TABLES}
    for order in page:
        customer = order["customer"]
        created_at = as_text(order["created_at"])
        rows["customers"].add((customer["customer_id"], customer["name"], customer["email"], customer["country"], now))
        rows["orders"].add((order["order_id"], customer["customer_id"], order["status"], created_at, created_at, now))
        for number, item in enumerate(order["items"], 1):
            rows["products"].add((item["product_id"], item["name"], item["category"], now))
            line = (order["order_id"], number, item["product_id"], item["quantity"], str(item["unit_price"]))
            rows["order_items"].add(line)
    return rows


def as_text(moment):
    # mysql's dates are in utc and bear no zone
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
