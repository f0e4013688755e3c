"""
The part of bench.py that needs the packages: starts the servers, measures, and stops them.
"""
import argparse
import itertools
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pymongo

import bench_api
import bench_dlt
import bench_latency
from extractor.generate_orders import generate_orders
from servers import connect_as_root, start_servers, stop_supervisord
from settings import make_variables

DATA = ".local/bench"
TABLES = ("customers", "products", "orders", "order_items")
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
SERVERS = {"mongod": "MONGOD_PID", "kafka": "KAFKA_PID", "mysqld": "MYSQLD_PID"}


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
        for table in ("loaded_batches", *reversed(TABLES)):
            self.sql(f"DELETE FROM {table}")
        self.orders.update_many({}, {"$set": {"etl_status": None}})
        self.topic_number += 1
        name = f"bench_{self.topic_number}"
        self.variables.update(KAFKA_TOPIC_ORDERS=name, KAFKA_GROUP_ID_LOADER=name)
        # the topic is made beforehand, as it is in any installation but a new one
        self.run("extractor.create_topic")

    def start(self, module, **more):
        environment = {**os.environ, **self.variables, **more, "PYTHONUNBUFFERED": "1"}
        with open(f"{DATA}/log/services.log", "ab") as log:
            command = ["setpriv", "--pdeathsig", "KILL", "--", sys.executable, "-m", module]
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def run(self, module):
        assert self.start(module).wait() == 0, f"see {DATA}/log/services.log"

    def is_loaded(self, loaders):
        assert [loader.poll() for loader in loaders] == [None] * len(loaders), f"see {DATA}/log/services.log"
        return (self.sql("SELECT SUM(order_count) FROM loaded_batches")[0][0] or 0) >= self.order_count

    def wait_until_loaded(self, loaders):
        while not self.is_loaded(loaders):
            time.sleep(0.02)


def stop(services):
    for service in services:
        service.send_signal(2)
    for service in services:
        service.wait()


def cpu_seconds(pid):
    # the numbers begin behind the name in brackets, which may hold spaces
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / CLOCK_TICKS


def peak_megabytes(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    # a process that has just ended has no memory to look at
    return max([int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")], default=0)


def measure_rounds(shop, rounds, with_dlt):
    rates = {}
    for number in range(1, rounds + 1):
        print(f"round {number}", flush=True)
        costs = measure_round(shop, rates)
        if with_dlt:
            bench_dlt.run_dlt(shop, rates)
    print(f"\n{shop.order_count} orders, orders/s: each round, the median, the median of its part of LOAD DATA")
    for name, values in rates.items():
        parts = [value / ceiling for value, ceiling in zip(values, rates["LOAD DATA"])]
        print(f"  {name:16}", *[f"{value:7.0f}" for value in values],
              f"   {statistics.median(values):7.0f}   {statistics.median(parts):5.2f}")
    print("one extractor and one loader, the last round: CPU seconds and peak MiB of each process")
    for name, seconds, megabytes in costs:
        print(f"  {name:10} {seconds:6.2f} s {megabytes:6.0f} MiB")


def measure_round(shop, rates):
    shop.make_all_new()
    measure(shop, rates, "extractor alone", lambda: shop.run("extractor.extract"))
    loaders = []

    def load():
        loaders.append(shop.start("loader.worker"))
        shop.wait_until_loaded(loaders)
    measure(shop, rates, "loader alone", load)
    stop(loaders)
    with tempfile.TemporaryDirectory(dir=".local/tmp") as folder:
        for table in TABLES:
            rows = shop.sql(f"SELECT * FROM {table}")
            Path(folder, table).write_text("".join("\t".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
        for table in reversed(TABLES):
            shop.sql(f"DELETE FROM {table}")
        measure(shop, rates, "LOAD DATA", lambda: load_files(shop, folder))
    measure_together(shop, rates, "two and three", 2, 3)
    measure_together(shop, rates, "one and three", 1, 3)
    return measure_together(shop, rates, "one and one", 1, 1)


def measure(shop, rates, name, action):
    began = time.monotonic()
    action()
    rates.setdefault(name, []).append(shop.order_count / (time.monotonic() - began))


def load_files(shop, folder):
    shop.sql("SET GLOBAL local_infile = ON")
    for table in TABLES:
        shop.sql(f"LOAD DATA LOCAL INFILE '{folder}/{table}' INTO TABLE {table} CHARACTER SET utf8mb4")


def measure_together(shop, rates, name, extractor_count, loader_count):
    """Returns [(name, CPU seconds, peak MiB)] of each process."""
    shop.make_all_new()
    loaders = [shop.start("loader.worker") for number in range(loader_count)]
    # they are there and wait, as in production
    time.sleep(5)
    pids = {server: int(shop.variables[variable]) for server, variable in SERVERS.items()}
    pids.update({f"loader {number}": loader.pid for number, loader in enumerate(loaders, 1)})
    before = {process: cpu_seconds(pid) for process, pid in pids.items()}
    extractors = []
    memory = {}

    def load_everything():
        for number in range(extractor_count):
            extractors.append(shop.start("extractor.extract", EXTRACTOR_NAME=f"extractor {number}"))
        while not shop.is_loaded(loaders):
            time.sleep(0.02)
            # a process that has ended has no memory to look at any more
            for extractor in extractors:
                memory[extractor.pid] = peak_megabytes(extractor.pid) or memory[extractor.pid]
    measure(shop, rates, name, load_everything)
    costs = [(process, cpu_seconds(pid) - before[process], peak_megabytes(pid)) for process, pid in pids.items()]
    # the extractors end by themselves, a moment after the last batch
    for extractor in extractors:
        usage = os.wait4(extractor.pid, 0)[2]
        extractor.returncode = 0
        costs.append(("extractor", usage.ru_utime + usage.ru_stime, memory[extractor.pid]))
    stop(loaders)
    return costs


def main():
    parser = argparse.ArgumentParser(prog="python3 local/bench.py", description="Measures how fast orders go through.")
    parser.add_argument("--orders", type=int, default=30000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=30, help="how long --latency inserts orders")
    for name in ("--dlt", "--latency", "--api"):
        parser.add_argument(name, action="store_true")
    options = parser.parse_args()
    shutil.rmtree(DATA, ignore_errors=True)
    os.makedirs(DATA)
    variables = make_variables(DATA, usual_ports=False)
    supervisord = start_servers(variables, f"{DATA}/log")
    try:
        if options.dlt:
            bench_dlt.install_dlt()
        shop = Shop(variables, options.orders)
        if options.latency:
            bench_latency.measure_latency(shop, options.seconds)
        elif options.api:
            bench_api.measure_api(shop)
        else:
            measure_rounds(shop, options.rounds, options.dlt)
    finally:
        stop_supervisord(supervisord)
        shutil.rmtree(DATA, ignore_errors=True)


main()
