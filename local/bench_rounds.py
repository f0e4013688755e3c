"""
bench.py: orders a second of each part alone and of all together, beside MySQL's LOAD DATA of the same rows.
"""
import os
import statistics
import tempfile
import time
from pathlib import Path

import bench_dlt

TABLES = ("customers", "products", "orders", "order_items")
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


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
        print(f"  {name:12} {seconds:6.2f} s {megabytes:6.0f} MiB")


def measure_round(shop, rates):
    shop.make_all_new()
    measure(shop, rates, "extractor alone", lambda: shop.run("extractor.extract"))
    loaders = []

    def load():
        loaders.append(shop.start("loader.worker"))
        shop.wait_until_loaded(loaders)
    measure(shop, rates, "loader alone", load)
    shop.stop(loaders)
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
    """Returns [(name, CPU seconds, peak MiB)] of each process; the extractors' with their start."""
    shop.make_all_new()
    loaders = [shop.start("loader.worker") for number in range(loader_count)]
    # they are there and wait, as in production
    time.sleep(5)
    pids = {name: int(shop.variables[f"{name.upper()}_PID"]) for name in ("mongod", "kafka", "mysqld")}
    pids.update({f"loader {number}": loader.pid for number, loader in enumerate(loaders, 1)})
    before = {process: cpu_seconds(pid) for process, pid in pids.items()}
    extractors = []

    def load_everything():
        for number in range(1, extractor_count + 1):
            extractors.append(shop.start("extractor.extract", EXTRACTOR_NAME=f"extractor {number}"))
            pids[f"extractor {number}"] = extractors[-1].pid
        while not shop.is_loaded(loaders):
            time.sleep(0.02)
            peaks.update({process: max(peak_megabytes(pid), peaks.get(process, 0)) for process, pid in pids.items()})
    peaks = {}
    measure(shop, rates, name, load_everything)
    # a process that has ended keeps its cpu seconds until somebody waits for it
    costs = [(process, cpu_seconds(pid) - before.get(process, 0), peaks[process]) for process, pid in pids.items()]
    for extractor in extractors:
        extractor.wait()
    shop.stop(loaders)
    return costs


def cpu_seconds(pid):
    # the numbers begin behind the name in brackets, which may hold spaces
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / CLOCK_TICKS


def peak_megabytes(pid):
    """Returns 0 when the process has ended: it has no memory any more."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return max([int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")], default=0)
