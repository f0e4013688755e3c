"""
The part of bench.py --growth: does a large number of waiting orders slow it down or fill the memory?
Prints rate and memory under way, and then what a run of the schedule costs that finds nothing new.
"""
import os
import statistics
import time

from measure.measured_services import LOG, check_that_all_run, count_orders, start_loaders, start_service, stop_services
from measure.process_costs import peak_memory

FIRST_LINE_AT = 10_000
IDLE_RUNS = 50


def measure_growth(shop, loader_count):
    shop.begin_anew()
    loaders = start_loaders(shop.variables, loader_count)
    extractor = start_service(shop.variables, "extractor.extract")
    steps = [FIRST_LINE_AT] + [shop.order_count * tenth // 10 for tenth in range(1, 11)]
    print(f"\nloaders: {loader_count}\n      sent     loaded   orders/s   peak MiB: extractor, loaders")
    rates = []
    memory_of_extractor = loaded_before = 0
    clock = time.monotonic()
    while steps:
        check_that_all_run(loaders)
        assert not extractor.poll(), f"the extractor ended, see {LOG}"
        time.sleep(0.05)
        # a process that has ended has no memory to look at any more
        if extractor.poll() is None:
            memory_of_extractor = peak_memory(extractor.pid) or memory_of_extractor
        memory = [memory_of_extractor] + [peak_memory(loader.pid) for loader in loaders]
        sent, loaded = count_orders()
        if loaded >= steps[0]:
            rates.append((loaded - loaded_before) / (time.monotonic() - clock))
            loaded_before, clock = loaded, time.monotonic()
            print(f"{sent:10} {loaded:10} {rates[-1]:10.0f}  ", *[f"{megabytes:5.0f}" for megabytes in memory], flush=True)
            steps = [step for step in steps if step > loaded]
    print(f"the last tenth was loaded {rates[-1] / rates[1]:.2f} times as fast as the first")
    stop_services(loaders)
    extractor.wait()
    # how often mysql has found a deadlock since its start
    print("deadlocks:", shop.sql("SELECT count FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'")[0][0])
    print_idle_runs(shop)


def print_idle_runs(shop):
    # in this process, for the schedule's runs are in one too; log_level 0: it has nothing to say when kafka is stopped
    os.environ.update(shop.variables, KAFKA_MORE_SETTINGS='{"log_level": 0}')
    from extractor.extract import extract_new_orders
    # the first one opens the connections
    extract_new_orders()
    seconds = []
    for number in range(IDLE_RUNS):
        time.sleep(0.1)
        began = time.monotonic()
        assert extract_new_orders() == (0, 0, 0)
        seconds.append(time.monotonic() - began)
    print(f"a run that finds nothing new among {shop.order_count} sent orders: "
          f"median {statistics.median(seconds) * 1000:.1f} ms, slowest of {IDLE_RUNS} {max(seconds) * 1000:.1f} ms")
