"""
The rounds of bench.py: each measures every part alone and all together, from empty tables on.
"""
import tempfile
import time

from bench_dlt import run_dlt
from bench_services import LOG, count_orders, run_service, start_loaders, start_service, stop_services, wait_until_loaded
from load_data import TABLES, load_files, write_rows
from print_rates import print_costs, print_rates
from process_costs import cost_of_ended, cpu_seconds, peak_memory

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
    wait_until_loaded(loaders, shop.order_count)
    seconds = time.monotonic() - began
    # the extractor ends by itself, a moment after the last page
    costs = [("extractor", *cost_of_ended(extractor))]
    costs += [(name, cpu_seconds(pid) - before[name], peak_memory(pid)) for name, pid in pids.items()]
    stop_services(loaders)
    return seconds, first_page, costs
