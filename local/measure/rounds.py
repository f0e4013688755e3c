"""
The rounds of bench.py: each measures every part alone and all together, from empty tables on.
"""
import tempfile
import time

from measure.load_data import TABLES, load_files, write_rows
from measure.measured_services import (LOG, check_that_all_run, count_orders, run_service, start_loaders, start_service, stop_services,
                                       wait_until_loaded)
from measure.print_rates import print_costs, print_rates
from measure.process_costs import cpu_seconds, cpu_seconds_of_ended, peak_memory
from measure.rounds_with_dlt import run_dlt

MEASURES = ("extractor alone", "loader alone", "end to end", "three loaders", "LOAD DATA")


def measure_rounds(shop, rounds, with_dlt):
    rates = {measure: [] for measure in MEASURES}
    for number in range(1, rounds + 1):
        print(f"round {number}", flush=True)
        last_run = run_round(shop, rates)
        if with_dlt:
            run_dlt(shop, rates)
    print(f"\n{shop.order_count} orders, {shop.count_rows()} rows, orders/s: each round, and the median")
    print_rates(rates)
    print_costs(*last_run)


def run_round(shop, rates):
    """Adds a rate to each list, and returns what run_both returned at last."""
    shop.begin_anew()
    rates["extractor alone"].append(rate_of(shop, lambda: run_service(shop.variables, "extractor.extract")))
    rates["loader alone"].append(rate_of(shop, lambda: run_loader(shop)))
    with tempfile.TemporaryDirectory(dir=".local/tmp") as folder:
        for table in TABLES:
            write_rows(folder, table, shop.sql(f"SELECT * FROM {table}"))
        shop.empty_tables()
        rates["LOAD DATA"].append(rate_of(shop, lambda: load_files(shop.root, folder)))
    for name, loader_count in (("three loaders", 3), ("end to end", 1)):
        run = run_both(shop, loader_count)
        rates[name].append(shop.order_count / run[0])
    return run


def rate_of(shop, action):
    began = time.monotonic()
    action()
    return shop.order_count / (time.monotonic() - began)


def run_loader(shop):
    loader = start_service(shop.variables, "loader.worker")
    wait_until_loaded([loader], shop.order_count)
    stop_services([loader])


def run_both(shop, loader_count):
    """Returns (seconds, seconds until the first page was out, [(name, CPU seconds, peak memory) of each process])."""
    shop.begin_anew()
    loaders = start_loaders(shop.variables, loader_count)
    pids = {**shop.server_pids(), **{f"loader {number}": loader.pid for number, loader in enumerate(loaders, 1)}}
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    began = time.monotonic()
    extractor = start_service(shop.variables, "extractor.extract")
    while count_orders()[0] == 0:
        assert extractor.poll() is None, f"the extractor ended, see {LOG}"
        time.sleep(0.02)
    first_page = time.monotonic() - began
    memory_of_extractor = 0
    while count_orders()[1] < shop.order_count:
        check_that_all_run(loaders)
        # a process that has ended has no memory to look at any more
        memory_of_extractor = peak_memory(extractor.pid) or memory_of_extractor
        time.sleep(0.02)
    seconds = time.monotonic() - began
    # the extractor ends by itself, a moment after the last page
    costs = [("extractor", cpu_seconds_of_ended(extractor), memory_of_extractor)]
    costs += [(name, cpu_seconds(pid) - before[name], peak_memory(pid)) for name, pid in pids.items()]
    stop_services(loaders)
    return seconds, first_page, costs
