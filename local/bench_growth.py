"""
The part of bench.py --growth: does a large number of waiting orders slow it down or fill the memory?
Prints rate and memory under way, and then what a run of the schedule costs that finds nothing new.
"""
import re
import statistics
import time
from pathlib import Path

from bench_rounds import LOG, peak_memory

FIRST_LINE_AT = 10_000
IDLE_RUNS = 50


def measure_growth(bench, loader_count):
    bench.begin_new()
    loaders = bench.start_loaders(loader_count)
    extractor = bench.start("extractor.extract")
    steps = [FIRST_LINE_AT] + [bench.order_count * tenth // 10 for tenth in range(1, 11)]
    print(f"\nloaders: {loader_count}\n      sent     loaded   orders/s   peak MiB: extractor, loaders")
    rates = []
    memory_of_extractor = loaded_before = 0
    clock = time.monotonic()
    while steps:
        assert [loader.poll() for loader in loaders] == [None] * loader_count and not extractor.poll(), f"see {LOG}"
        time.sleep(0.05)
        # a process that has ended has no memory to look at any more
        if extractor.poll() is None:
            memory_of_extractor = peak_memory(extractor.pid) or memory_of_extractor
        memory = [memory_of_extractor] + [peak_memory(loader.pid) for loader in loaders]
        sent, loaded = count_orders(Path(LOG).read_text())
        if loaded >= steps[0]:
            rates.append((loaded - loaded_before) / (time.monotonic() - clock))
            loaded_before, clock = loaded, time.monotonic()
            print(f"{sent:10} {loaded:10} {rates[-1]:10.0f}  ", *[f"{megabytes:5.0f}" for megabytes in memory], flush=True)
            steps = [step for step in steps if step > loaded]
    print(f"the last tenth was loaded {rates[-1] / rates[1]:.2f} times as fast as the first")
    bench.stop(loaders)
    extractor.wait()
    # how often mysql has found a deadlock since its start
    print("deadlocks:", bench.sql("SELECT count FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'")[0][0])
    print_idle_runs(bench)


def count_orders(log):
    """Returns how many orders the extractor and the loaders say they have sent and written."""
    sent = [0] + [int(number) for number in re.findall(r"(\d+) of \d+ orders", log)]
    return sent[-1], sum(int(number) for number in re.findall(r"(\d+) written", log))


def print_idle_runs(bench):
    from extractor.extract import extract_new_orders
    # the first one opens the connections
    extract_new_orders()
    seconds = []
    for number in range(IDLE_RUNS):
        time.sleep(0.1)
        began = time.monotonic()
        assert extract_new_orders() == (0, 0, 0)
        seconds.append(time.monotonic() - began)
    print(f"a run that finds nothing new among {bench.order_count} sent orders: "
          f"median {statistics.median(seconds) * 1000:.1f} ms, slowest of {IDLE_RUNS} {max(seconds) * 1000:.1f} ms")
