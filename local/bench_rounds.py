"""
Part of bench.py: orders a second from MongoDB to MySQL, beside MySQL's LOAD DATA of the same rows with the same keys,
which is the ceiling. Each round: two extractors and three loaders, one and one, LOAD DATA.
"""
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.support import environment, services
from bench_dlt import install_dlt, run_dlt
from extractor.generate_orders import generate_orders
from extractor.seed_orders import insert_missing
from servers import connect_as_root

ORDERS, ROUNDS, WITH_DLT = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "dlt"
TABLES = ("customers", "products", "orders", "order_items")
SERVERS = {"MongoDB": "MONGOD_PID", "Kafka": "KAFKA_PID", "MySQL": "MYSQLD_PID"}
log = open(f"{os.environ['LOG']}/services.log", "ab")
root_connection = connect_as_root(os.environ, environment.DATABASE)
root = root_connection.cursor()
rates, costs = {}, {}


def keep_rate(name, began):
    rates.setdefault(name, []).append(ORDERS / (time.monotonic() - began))


def measure_pipeline(extractor_count, loader_count):
    """Keeps the orders/s in rates, and in costs the CPU seconds of the servers and services."""
    empty_tables()
    environment.orders.update_many({}, {"$set": {"etl_status": None}})
    # a topic of its own, made beforehand, as it is in any installation but a new one
    environment.new_topic()
    assert services.run("extractor.create_topic", output=log) == 0, f"see {log.name}"
    loaders = [services.start("loader.worker", output=log) for number in range(loader_count)]
    # they are there and wait, as in production
    time.sleep(5)
    before = {server: cpu_seconds(server) for server in SERVERS}
    began = time.monotonic()
    extractors = [services.start("extractor.extract", output=log, EXTRACTOR_NAME=f"extractor {number}")
                  for number in range(extractor_count)]
    environment.wait_until(is_loaded, 60 + ORDERS / 100)
    keep_rate(f"{extractor_count} and {loader_count}", began)
    costs.update({server: cpu_seconds(server) - before[server] for server in SERVERS})
    for loader in loaders:
        loader.send_signal(2)
    costs["extractors"] = sum(end(extractor) for extractor in extractors)
    costs["loaders"] = sum(end(loader) for loader in loaders)


def empty_tables():
    for table in environment.TABLES:
        environment.mysql_rows(f"DELETE FROM {table}")


def is_loaded():
    return environment.mysql_rows("SELECT SUM(order_count) FROM loaded_batches") == [(ORDERS,)]


def cpu_seconds(server):
    # the numbers begin behind the name in brackets, which may hold spaces
    words = Path(f"/proc/{os.environ[SERVERS[server]]}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def end(service):
    """Waits until a service has ended; returns its CPU seconds, with those of Python's start."""
    number, status, usage = os.wait4(service.pid, 0)
    assert status == 0, f"{service.args} failed, see {log.name}"
    return usage.ru_utime + usage.ru_stime


def measure_dlt():
    """What dlt has made must hold as many lines, of the same value, as the pipeline's tables of the run before."""
    root.execute("DROP DATABASE IF EXISTS bench_dlt")
    began = time.monotonic()
    run_dlt()
    keep_rate("dlt", began)
    root.execute("""
        SELECT COUNT(*), SUM(orders__items.quantity * orders__items.unit_price)
        FROM bench_dlt.orders__items""")
    assert root.fetchall() == environment.mysql_rows("""
        SELECT COUNT(*), SUM(order_items.quantity * order_items.unit_price)
        FROM order_items""")


def measure_load_data():
    root.execute("SET GLOBAL local_infile = ON")
    with tempfile.TemporaryDirectory(dir=".local/tmp") as folder:
        for table in TABLES:
            rows = environment.mysql_rows(f"SELECT * FROM {table}")
            Path(folder, table).write_text("".join(as_line(row) for row in rows), encoding="utf-8")
        empty_tables()
        began = time.monotonic()
        for table in TABLES:
            root.execute(f"LOAD DATA LOCAL INFILE '{folder}/{table}' INTO TABLE {table} CHARACTER SET utf8mb4")
        keep_rate("LOAD DATA", began)


def as_line(row):
    return "\t".join("\\N" if value is None else str(value) for value in row) + "\n"


if WITH_DLT:
    install_dlt()
insert_missing(generate_orders(ORDERS, random.Random(1), 365))
for number in range(1, ROUNDS + 1):
    print(f"round {number}", flush=True)
    measure_pipeline(2, 3)
    measure_pipeline(1, 1)
    if WITH_DLT:
        measure_dlt()
    measure_load_data()
print(f"\n{ORDERS} orders, extractors and loaders: orders/s of each round, the median, and its part of LOAD DATA")
for name, values in rates.items():
    parts = [value / ceiling for value, ceiling in zip(values, rates["LOAD DATA"])]
    print(f"  {name:10}", *[f"{value:7.0f}" for value in values],
          f"   {statistics.median(values):7.0f}   {statistics.median(parts):5.2f}")
print("CPU seconds of 1 and 1, the last round:", ", ".join(f"{name} {costs[name]:.2f}" for name in costs))
