"""
Measures how fast orders go through, on three servers of its own with nothing else running:

    python3 local/bench.py                 30,000 orders, three rounds, beside LOAD DATA of the same rows
    python3 local/bench.py --orders 10000 --rounds 5
    python3 local/bench.py --dlt           dlt does the same work in each round
    python3 local/bench.py --latency       how old an order is when its row is seen in MySQL
    python3 local/bench.py --api           requests a second of the query API, beside a bare loop of the same queries

Each round: the extractor alone, the loader alone, all together with one and one, one and three, two extractors and
three loaders, and MySQL's LOAD DATA of the same rows with the same keys, which is the ceiling.
"""
import argparse
import itertools
import os
import random
import subprocess
import time

from with_packages import PYTHON
import pymongo

import bench_api
import bench_dlt
import bench_latency
import bench_rounds
from extractor.generate_orders import generate_orders
from servers import connect_as_root, run_with_servers, wait_for_servers, write_pids

DATA = ".local/bench"
LOG = f"{DATA}/log"


class Shop:
    """The orders in MongoDB, the tables in MySQL, and a topic that is another one in each measurement."""

    def __init__(self, variables, order_count):
        self.variables = variables
        self.order_count = order_count
        self.topic_number = 0
        self.root = connect_as_root(variables, variables["MYSQL_DATABASE"])
        self.orders = pymongo.MongoClient(variables["MONGO_URI"])[variables["MONGO_DB"]]["orders"]
        orders = generate_orders(order_count, random.Random(1), 365)
        while chunk := list(itertools.islice(orders, 1000)):
            self.orders.insert_many(chunk)
        print(f"{order_count} orders are in MongoDB", flush=True)

    def sql(self, statement, values=()):
        cursor = self.root.cursor()
        cursor.execute(statement, values)
        rows = cursor.fetchall() if cursor.with_rows else []
        cursor.close()
        return rows

    def make_all_new(self):
        """All orders are new again, the tables are empty, and so is the topic: it is another one."""
        for table in ("loaded_batches", "order_items", "orders", "products", "customers"):
            self.sql(f"DELETE FROM {table}")
        self.orders.update_many({}, {"$set": {"etl_status": None}})
        self.topic_number += 1
        name = f"bench_{self.topic_number}"
        self.variables.update(KAFKA_TOPIC_ORDERS=name, KAFKA_GROUP_ID_LOADER=name)
        # the topic is made beforehand, as it is in any installation but a new one
        self.run("extractor.create_topic")

    def start(self, module, **more):
        environment = {**os.environ, **self.variables, **more, "PYTHONUNBUFFERED": "1"}
        with open(f"{LOG}/services.log", "ab") as log:
            command = ["setpriv", "--pdeathsig", "KILL", "--", PYTHON, "-m", *module.split()]
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def run(self, module):
        assert self.start(module).wait() == 0, f"see {LOG}/services.log"

    def is_loaded(self, loaders):
        assert [loader.poll() for loader in loaders] == [None] * len(loaders), f"see {LOG}/services.log"
        return (self.sql("SELECT SUM(order_count) FROM loaded_batches")[0][0] or 0) >= self.order_count

    def wait_until_loaded(self, loaders):
        while not self.is_loaded(loaders):
            time.sleep(0.02)

    def stop(self, services):
        for service in services:
            assert service.poll() is None, f"a service ended, see {LOG}/services.log"
            service.send_signal(2)
        for service in services:
            service.wait()


def measure(variables):
    wait_for_servers(variables)
    write_pids(variables, f"{DATA}/env")
    if options.dlt:
        bench_dlt.install_dlt()
    shop = Shop(variables, options.orders)
    if options.latency:
        bench_latency.measure_latency(shop)
    elif options.api:
        bench_api.measure_api(shop)
    else:
        bench_rounds.measure_rounds(shop, options.rounds, options.dlt)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--orders", type=int, default=30000)
parser.add_argument("--rounds", type=int, default=3)
for name in ("--dlt", "--latency", "--api"):
    parser.add_argument(name, action="store_true")
options = parser.parse_args()
run_with_servers("bench.py", DATA, LOG, measure)
