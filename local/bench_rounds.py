"""
The rounds of bench.py. Every measure begins with empty tables and a new topic.
"""
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pymongo

from load_data import TABLES, load_files, write_rows
from mysql_root import connect_as_root, run_sql
from processes import when_we_die

LOG = ".local/log/bench_services.log"
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Bench:
    def __init__(self, variables, order_count):
        self.variables = variables
        self.order_count = order_count
        self.topic_number = 0
        self.rows = 0
        self.seconds = self.first_page = 0
        self.costs = []
        self.orders = pymongo.MongoClient(variables["MONGO_URI"])[variables["MONGO_DB"]]["orders"]
        self.root = connect_as_root(int(variables["MYSQL_PORT"]), variables)
        os.environ.update(variables)
        from extractor.make_orders import make_orders
        from extractor.seed_orders import insert_missing
        insert_missing(make_orders(order_count, random.Random(1)))
        print(f"{order_count} orders are in MongoDB", flush=True)

    def sql(self, statement, values=()):
        return run_sql(self.root, statement, values)

    def run_round(self, rates):
        self.begin_new()
        rates["extractor alone"].append(self.order_count / self.time_of(self.run_extractor))
        rates["loader alone"].append(self.order_count / self.time_of(self.run_loader))
        with tempfile.TemporaryDirectory(dir=".local/tmp") as folder:
            for table in TABLES:
                write_rows(folder, table, self.sql(f"SELECT * FROM {table}"))
            self.empty_tables()
            rates["LOAD DATA"].append(self.order_count / self.time_of(lambda: load_files(self.root, folder)))
        for name, loader_count in (("three loaders", 3), ("end to end", 1)):
            self.begin_new()
            rates[name].append(self.order_count / self.run_both(loader_count))
        self.rows = sum(self.sql(f"SELECT COUNT(*) FROM {table}")[0][0] for table in TABLES)

    def time_of(self, action):
        started = time.monotonic()
        action()
        return time.monotonic() - started

    def begin_new(self):
        self.empty_tables()
        if self.topic_number:
            self.orders.update_many({}, {"$set": {"etl_status": None}})
        # a new log for the services that are started from now on
        Path(LOG).write_text("")
        self.topic_number += 1
        name = f"bench_{self.topic_number}"
        self.variables.update(KAFKA_TOPIC_ORDERS=name, KAFKA_GROUP_ID_LOADER=name)
        # the topic is made beforehand, as it is in any installation but a new one
        from extractor.connection.kafka_connection_admin import admin
        from extractor.create_topic import PARTITIONS, SETTINGS
        admin.create_topic(name, PARTITIONS, SETTINGS)

    def empty_tables(self):
        for table in reversed(TABLES):
            self.sql(f"DELETE FROM {table}")

    def start(self, module):
        environment = {**os.environ, **self.variables, "PYTHONUNBUFFERED": "1"}
        with open(LOG, "ab") as log:
            return subprocess.Popen(when_we_die("KILL") + [sys.executable, "-m", module], env=environment, stdout=log, stderr=log)

    def run_extractor(self):
        process = self.start("extractor.extract")
        assert process.wait() == 0, f"see {LOG}"

    def run_loader(self):
        loaders = [self.start("loader.worker")]
        self.wait_until_loaded(loaders)
        self.stop(loaders)

    def start_loaders(self, count):
        loaders = [self.start("loader.worker") for number in range(count)]
        # they are there and wait, as in production
        time.sleep(5)
        return loaders

    def stop(self, loaders):
        for loader in loaders:
            loader.send_signal(2)
        for loader in loaders:
            loader.wait()

    def run_both(self, loader_count):
        loaders = self.start_loaders(loader_count)
        pids = {**self.server_pids(), **{f"loader {number}": loader.pid for number, loader in enumerate(loaders, 1)}}
        before = {name: cpu_seconds(pid) for name, pid in pids.items()}
        started = time.monotonic()
        extractor = self.start("extractor.extract")
        while not re.search(r"\d sent", Path(LOG).read_text()):
            assert extractor.poll() is None, f"see {LOG}"
            time.sleep(0.02)
        self.first_page = time.monotonic() - started
        self.wait_until_loaded(loaders)
        self.seconds = time.monotonic() - started
        # what the extractor used is known when it has ended: the loader ends a moment later
        usage = os.wait4(extractor.pid, 0)[2]
        extractor.returncode = 0
        self.costs = [("extractor", usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)]
        self.costs += [(name, cpu_seconds(pid) - before[name], peak_memory(pid)) for name, pid in pids.items()]
        self.stop(loaders)
        return self.seconds

    def server_pids(self):
        names = {"mongod": "MONGOD_PID", "kafka": "KAFKA_PID", "mysqld": "MYSQLD_PID"}
        return {name: int(self.variables[variable]) for name, variable in names.items()}

    def wait_until_loaded(self, loaders):
        """Returns when the loaders have said of all orders that they wrote them; to read their log costs the servers nothing."""
        while sum(int(number) for number in re.findall(r"(\d+) written", Path(LOG).read_text())) < self.order_count:
            assert [loader.poll() for loader in loaders] == [None] * len(loaders), f"see {LOG}"
            time.sleep(0.02)


def cpu_seconds(pid):
    # the numbers begin behind the name in brackets, which may hold spaces
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / CLOCK_TICKS


def peak_memory(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
