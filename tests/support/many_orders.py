"""
Many orders - puts so many orders into MongoDB and MySQL as the pipeline would have left them

LIBRARIES:
    LOAD DATA LOCAL INFILE: MySQL's fastest way in, from files with a line a row; only root may use it here
"""
import os
import random
import tempfile
from datetime import datetime, timedelta, timezone
import mysql.connector
from bson import Decimal128
from tests.support import environment

TABLES = ("customers", "products", "orders", "order_items", "loaded_batches")
STATUSES = ("PENDING", "PAID", "SHIPPED", "DELIVERED", "DELIVERED", "DELIVERED", "CANCELLED", "REFUNDED")
COUNTRIES = ("Germany", "France", "Japan", "Brazil", "Canada", "Italy", "Norway", "Portugal")
CATEGORIES = ("Books", "Garden", "Kitchen", "Music", "Toys")
PRODUCTS = [
    {"product_id": f"P{number}", "name": f"Product {number}", "category": CATEGORIES[number % 5],
     "unit_price": Decimal128(f"{number % 90 + 5}.{number:04}")}
    for number in range(2000)
]
PART = 10_000
NOW = datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)
# to make a decimal of mongodb's number takes longer than all the rest of a line
PRICES = {product["product_id"]: product["unit_price"].to_decimal() for product in PRODUCTS}
# whatever order names a customer or a product, the one that the texts come from is newer
NEWEST = (NOW, "A0")


def put_many_orders(count):
    """
    Puts `count` orders of one to seven lines into both databases, dated evenly over the last year; every hundredth is
    deleted, and in MySQL alone.
    """
    rng, documents = random.Random(1), []
    with tempfile.TemporaryDirectory() as folder:
        files = {table: open(f"{folder}/{table}", "w") for table in TABLES}
        for product in PRODUCTS:
            write(files["products"], product["product_id"], product["name"], product["category"], *NEWEST)
        for number in range(count // 10):
            write(files["customers"], *make_customer(number).values(), *NEWEST)
        for number in range(count):
            order = make_order(number, count, rng)
            is_deleted = number % 100 == 99
            write_order(order, is_deleted, files)
            if not is_deleted:
                documents.append(order)
            if len(documents) == PART or documents and number == count - 1:
                environment.orders.insert_many(documents)
                documents = []
        for number in range(count // 500):
            write(files["loaded_batches"], "shop.orders", number % 3, number, NOW, 500, 2000, NOW)
        for file in files.values():
            file.close()
        load_files(folder)


def make_customer(number):
    return {"customer_id": f"C{number}", "name": f"Customer {number}", "email": f"c{number}@example.com",
            "country": COUNTRIES[number % 8]}


def make_order(number, count, rng):
    date = (NOW - timedelta(days=365 * (count - number) / count)).replace(microsecond=0)
    products = rng.choices(PRODUCTS, k=rng.randint(1, 7))
    return {
        "order_id": f"A{number:08}", "status": rng.choice(STATUSES), "created_at": date, "updated_at": date,
        "customer": make_customer(rng.randrange(count // 10)), "etl_status": "SENT", "etl_at": date,
        "items": [dict(product, quantity=rng.randrange(1, 6)) for product in products],
    }


def write_order(order, is_deleted, files):
    order_id, date, total = order["order_id"], order["created_at"], 0
    for line, item in enumerate(order["items"], start=1):
        price = PRICES[item["product_id"]]
        total += item["quantity"] * price
        write(files["order_items"], order_id, line, item["product_id"], item["quantity"], price)
    write(files["orders"], order_id, order["customer"]["customer_id"], order["status"], date, date, total, date, date,
          NOW if is_deleted else "\\N")


def write(file, *values):
    """Writes a row with its columns in their order, a tab between two; \\N is NULL."""
    file.write("\t".join(map(str, values)) + "\n")


def load_files(folder):
    root = mysql.connector.connect(
        host=os.environ["MYSQL_HOST"], port=int(os.environ["MYSQL_PORT"]), user="root", database=environment.DATABASE,
        password=os.environ["MYSQL_ROOT_PASSWORD"], autocommit=True, allow_local_infile=True)
    cursor = root.cursor()
    cursor.execute("SET GLOBAL local_infile = ON")
    # what is written here is right by construction, and nobody copies it to another server
    cursor.execute("SET SESSION foreign_key_checks = 0, unique_checks = 0, sql_log_bin = 0")
    for table in TABLES:
        cursor.execute(f"LOAD DATA LOCAL INFILE '{folder}/{table}' INTO TABLE {table} CHARACTER SET utf8mb4")
        cursor.execute(f"ANALYZE TABLE {table}")
        cursor.fetchall()
    root.close()


def put_rejected(count):
    """Puts `count` rejected orders into MongoDB, with a reason each."""
    environment.orders.insert_many([
        {"etl_status": "REJECTED", "etl_order_id": f"R{number}", "etl_reason": "items is empty",
         "etl_at": NOW - timedelta(seconds=number)} for number in range(count)])
