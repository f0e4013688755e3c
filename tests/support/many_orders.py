"""
Many orders - puts so many orders into MySQL's tables and MongoDB as the pipeline would have left them

LIBRARIES:
    LOAD DATA LOCAL INFILE: MySQL's fastest way in, from files with a line a row; only root may use it here
"""
import os
import random
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
import mysql.connector
from tests.support import environment

STATUSES = ("PENDING", "PAID", "SHIPPED", "DELIVERED", "DELIVERED", "DELIVERED", "CANCELLED", "REFUNDED")
COUNTRIES = ("Germany", "France", "Japan", "Brazil", "Canada", "Italy", "Norway", "Portugal")
CATEGORIES = ("Books", "Garden", "Kitchen", "Music", "Toys")
PRODUCTS = 2000


def put_many_orders(count, days=365, database=environment.DATABASE):
    """Puts `count` orders of one to seven lines into MySQL, dated evenly over the last `days` days until now."""
    root = mysql.connector.connect(
        host=os.environ["MYSQL_HOST"], port=int(os.environ["MYSQL_PORT"]), user="root", database=database,
        password=os.environ["MYSQL_ROOT_PASSWORD"], autocommit=True, allow_local_infile=True)
    cursor = root.cursor()
    cursor.execute("SET GLOBAL local_infile = ON")
    # what is written here is right by construction
    cursor.execute("SET SESSION foreign_key_checks = 0, unique_checks = 0")
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), count, days)
        for table in ("customers", "products", "orders", "order_items", "loaded_batches"):
            cursor.execute(f"LOAD DATA LOCAL INFILE '{folder}/{table}' INTO TABLE {table} CHARACTER SET utf8mb4")
            cursor.execute(f"ANALYZE TABLE {table}")
            cursor.fetchall()
    root.close()


def write_files(folder, count, days):
    """Writes a file for each table, with its columns in their order, a tab between two and \\N for NULL."""
    rng = random.Random(1)
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    customers = max(1, count // 10)
    with open(folder / "customers", "w") as file:
        file.writelines(f"C{number}\tCustomer {number}\tc{number}@example.com\t{COUNTRIES[number % 8]}\t{now}\tA0\n"
                        for number in range(customers))
    with open(folder / "products", "w") as file:
        file.writelines(f"P{number}\tProduct {number}\t{CATEGORIES[number % 5]}\t{now}\tA0\n"
                        for number in range(PRODUCTS))
    with open(folder / "orders", "w") as orders, open(folder / "order_items", "w") as items:
        for number in range(count):
            created_at = now - timedelta(days=days * (count - number) / count)
            total = 0
            for line in range(1, rng.randrange(1, 8) + 1):
                product, quantity = rng.randrange(PRODUCTS), rng.randrange(1, 6)
                # in ten-thousandths
                price = 10_000 * (product % 90 + 5) + product
                total += quantity * price
                items.write(f"A{number:08}\t{line}\tP{product}\t{quantity}\t{price // 10_000}.{price % 10_000:04}\n")
            deleted_at = now if number % 100 == 99 else "\\N"
            orders.write(f"A{number:08}\tC{rng.randrange(customers)}\t{rng.choice(STATUSES)}\t{created_at}\t{created_at}\t"
                         f"{total // 10_000}.{total % 10_000:04}\t{created_at}\t{created_at}\t{deleted_at}\n")
    with open(folder / "loaded_batches", "w") as file:
        file.writelines(f"shop.orders\t{number % 3}\t{number}\t{now}\t500\t2000\t{now}\n"
                        for number in range(count // 500))


def put_many_documents(count, rejected):
    """Puts `count` orders that were sent into MongoDB, and `rejected` ones that were not, with a reason each."""
    now = datetime.now(timezone.utc).replace(microsecond=0)
    for first in range(0, count, 10_000):
        environment.orders.insert_many([
            {"order_id": f"A{number:08}", "etl_status": "SENT", "etl_at": now, "etl_batch": str(number // 500)}
            for number in range(first, min(first + 10_000, count))])
    environment.orders.insert_many([
        {"order_id": f"R{number}", "etl_status": "REJECTED", "etl_order_id": f"R{number}",
         "etl_reason": "items is empty", "etl_at": now - timedelta(seconds=number)} for number in range(rejected)])
