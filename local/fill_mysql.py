"""
Fills MySQL with many made-up orders, fast: their rows are written to files, and LOAD DATA takes the files in.
20,000 orders at a time, so that a million of them need no more memory and no more room for files.
"""
import itertools
import random
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from extractor.make_orders import make_orders

ORDERS_AT_A_TIME = 20000
# in this order: an order needs its customer, a line its order and its product
TABLES = ("customers", "products", "orders", "order_items")


def fill_mysql(root, order_count):
    """`root` is a connection that may LOAD DATA LOCAL."""
    orders = make_orders(order_count, random.Random(1))
    done = 0
    while page := list(itertools.islice(orders, ORDERS_AT_A_TIME)):
        with tempfile.TemporaryDirectory(dir=".local/tmp") as folder:
            write_files(page, folder)
            load_files(root, folder)
        done += len(page)
        if done % 100000 == 0 or done == order_count:
            print(f"{done} orders are in MySQL", flush=True)


def write_files(page, folder):
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
            line = (order["order_id"], str(number), item["product_id"], str(item["quantity"]), str(item["unit_price"]))
            rows["order_items"].add(line)
    for table in TABLES:
        with open(f"{folder}/{table}", "w", encoding="utf-8") as file:
            # sorted by their keys, for so mysql takes them in fastest
            for row in sorted(rows[table]):
                file.write("\t".join(row) + "\n")


def as_text(moment):
    # mysql's dates are in utc and bear no zone
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def load_files(root, folder):
    cursor = root.cursor()
    for table in TABLES:
        # ignore: most customers and products are there from the page before
        cursor.execute(f"LOAD DATA LOCAL INFILE '{folder}/{table}' IGNORE INTO TABLE {table} CHARACTER SET utf8mb4")
    cursor.close()
