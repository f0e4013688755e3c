"""
The shop that bench.py measures: its orders in MongoDB, its tables in MySQL, and a topic that can begin anew.
"""
import itertools
import random
from pathlib import Path

import pymongo

from extractor.make_orders import make_orders
from measure.load_data import TABLES
from measure.measured_services import LOG, run_service
from mysql_root import connect_as_root, run_sql

ORDERS_AT_A_TIME = 1000


class Shop:
    def __init__(self, variables, order_count):
        self.variables = variables
        self.order_count = order_count
        self.topic_number = 0
        self.root = connect_as_root(int(variables["MYSQL_PORT"]), variables)
        self.orders = pymongo.MongoClient(variables["MONGO_URI"])[variables["MONGO_DB"]]["orders"]
        orders = make_orders(order_count, random.Random(1))
        while page := list(itertools.islice(orders, ORDERS_AT_A_TIME)):
            self.orders.insert_many(page)
        print(f"{order_count} orders are in MongoDB", flush=True)

    def sql(self, statement, values=()):
        return run_sql(self.root, statement, values)

    def begin_anew(self):
        """All orders are new again, the tables are empty, and so is the topic: it is another one."""
        self.empty_tables()
        if self.topic_number:
            self.orders.update_many({}, {"$set": {"etl_status": None}})
        # a new log for the services that are started from now on
        Path(LOG).write_text("")
        self.topic_number += 1
        name = f"bench_{self.topic_number}"
        self.variables.update(KAFKA_TOPIC_ORDERS=name, KAFKA_GROUP_ID_LOADER=name)
        # the topic is made beforehand, as it is in any installation but a new one
        run_service(self.variables, "extractor.create_topic")

    def empty_tables(self):
        for table in reversed(TABLES):
            self.sql(f"DELETE FROM {table}")

    def count_rows(self):
        return sum(self.sql(f"SELECT COUNT(*) FROM {table}")[0][0] for table in TABLES)

    def server_pids(self):
        names = {"mongod": "MONGOD_PID", "kafka": "KAFKA_PID", "mysqld": "MYSQLD_PID"}
        return {name: int(self.variables[variable]) for name, variable in names.items()}
