"""
Shows how far the orders have come: one line that is written over in a terminal,
a new line only when a number changed where the output goes to a file.
"""
import shutil
import sys
import mysql.connector
from pymongo import MongoClient
from pymongo.errors import PyMongoError

shown = ""


def say(text):
    """Prints a line of its own; in a terminal it takes the place of the line with the counts."""
    global shown
    if sys.stdout.isatty():
        print("\r\033[K", end="")
        shown = ""
    print(text, flush=True)


def show_counts(client, variables):
    global shown
    line = counts_line(client, variables)
    if line is None or line == shown:
        return
    if sys.stdout.isatty():
        # cut to the window's width: of a line that takes two, only the second would be written over
        print("\r\033[K" + line[:shutil.get_terminal_size().columns - 1], end="", flush=True)
    else:
        print(line, flush=True)
    shown = line


def connect_to_mongodb(variables):
    # short limits: who counts must not hold up who starts dead programs again
    return MongoClient(variables["MONGO_URI"], serverSelectionTimeoutMS=500, socketTimeoutMS=3000)


def counts_line(client, variables):
    """Gives None while a server is away."""
    orders = client[variables["MONGO_DB"]]["orders"]
    try:
        # not estimated_document_count: after a kill -9 of mongod it may say 0
        total = orders.count_documents({}, hint="_id_")
        sent = orders.count_documents({"etl_status": "SENT"})
        rejected = orders.count_documents({"etl_status": "REJECTED"})
        loaded = count_orders_in_mysql(variables)
    except (PyMongoError, mysql.connector.Error):
        return None
    return f"orders in MongoDB {total}, sent {sent}, rejected {rejected}, in MySQL {loaded}"


def count_orders_in_mysql(variables):
    connection = mysql.connector.connect(
        host=variables["MYSQL_HOST"], port=int(variables["MYSQL_PORT"]), user=variables["MYSQL_API_USER"],
        password=variables["MYSQL_API_PASSWORD"], database=variables["MYSQL_DATABASE"],
        connection_timeout=3, read_timeout=3)
    cursor = connection.cursor()
    # count all rows of orders
    cursor.execute("SELECT COUNT(orders.order_id) FROM orders")
    count = cursor.fetchone()[0]
    connection.close()
    return count
