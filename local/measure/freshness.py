"""
The part of bench.py --freshness: how old an order is when another session can see its row in MySQL, with the
extractor on its schedule and one loader. An age begins before insert_one and ends when an answer of MySQL
holds the order: it is never too small, and too large by no more than the time from one question to the next.
"""
import os
import statistics
import threading

from measure.insert_steadily import insert_steadily
from measure.measured_services import LOG, start_service, stop_services, wait_until_loaded
from measure.process_costs import cpu_seconds
from measure.watch_rows import watch_rows

ORDERS_A_SECOND = 200
INTERVAL_SECONDS = "1"


def measure_freshness(shop, seconds):
    shop.variables["EXTRACT_INTERVAL_SECONDS"] = INTERVAL_SECONDS
    shop.begin_anew()
    loader = start_service(shop.variables, "loader.worker")
    extractor = start_service(shop.variables, "extractor.main")
    # the orders that are there go first: what is measured is a shop that has been open for long
    wait_until_loaded([loader], shop.order_count)
    pids = {"extractor": extractor.pid, "loader": loader.pid, **shop.server_pids(), "this bench": os.getpid()}
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    inserted = []
    inserter = threading.Thread(target=insert_steadily, args=(shop.orders, ORDERS_A_SECOND, seconds, inserted), daemon=True)
    inserter.start()
    seen_at, gaps = watch_rows(shop.sql, inserter, inserted)
    costs = {name: cpu_seconds(pid) - before[name] for name, pid in pids.items()}
    for process in (extractor, loader):
        assert process.poll() is None, f"the extractor or the loader ended, see {LOG}"
    stop_services([extractor, loader])
    print_arrivals(shop, inserted, seen_at)
    print_ages(shop, inserted, seen_at)
    print(f"from one look into MySQL to the next    {figures(gaps)}")
    print("\nCPU seconds of each process while this went on")
    for name, cost in costs.items():
        print(f"  {name:10} {cost:6.2f} s")


def print_arrivals(shop, inserted, seen_at):
    seconds = inserted[-1][2] - inserted[0][2]
    ids = {order_id for order_id, created_at, clock in inserted}
    # all orders, select their ids
    rows = {row[0] for row in shop.sql("SELECT orders.order_id FROM orders")}
    print(f"\n{len(inserted)} orders inserted in {seconds:.1f} s, {(len(inserted) - 1) / seconds:.1f} a second; "
          f"{len(ids & rows)} of their ids are in MySQL, {len(ids & set(seen_at))} were seen to arrive")
    assert ids <= rows, f"{len(ids - rows)} orders did not arrive"


def print_ages(shop, inserted, seen_at):
    runs = clocks_of_runs(shop, inserted)
    clocks = sorted(set(runs.values()))
    # of the last page nobody knows when its run began
    last = clocks.pop()
    known = [(order_id, clock) for order_id, created_at, clock in inserted if runs[order_id] != last]
    print("\nms                                        median     99 %      max")
    print(f"from insert_one to the row that is seen {figures([seen_at[order_id] - clock for order_id, created_at, clock in inserted])}")
    print(f"  waiting for the extractor's next run  {figures([runs[order_id] - clock for order_id, clock in known])}")
    print(f"  from there to the row that is seen    {figures([seen_at[order_id] - runs[order_id] for order_id, clock in known])}")
    print(f"from one run to the next                {figures([later - earlier for earlier, later in zip(clocks, clocks[1:])])}")


def clocks_of_runs(shop, inserted):
    """
    Returns {order_id: clock of the run that found it}. The orders of one page have the same etl_at, and its newest order
    was inserted when the run began, or some ms before.
    """
    marks = {mark["order_id"]: mark["etl_at"] for mark in shop.orders.find({}, {"_id": 0, "order_id": 1, "etl_at": 1})}
    newest = {marks[order_id]: clock for order_id, created_at, clock in inserted}
    return {order_id: newest[marks[order_id]] for order_id, created_at, clock in inserted}


def figures(seconds):
    """Returns the median, the 99th percentile and the maximum in ms."""
    ordered = sorted(seconds)
    values = [statistics.median(ordered), ordered[len(ordered) * 99 // 100], ordered[-1]]
    return " ".join(f"{value * 1000:8.0f}" for value in values)
