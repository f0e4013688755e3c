"""
Stop signals - Ctrl-C and SIGTERM at work: each time exit code 0, within three seconds, nothing lost

With pytest's option --stops 1000 it makes so many stops of the loader, and 300 of the extractor.

FLOW:
    1 the loader is stopped in the middle of its work, again and again: it has left its group when it has ended
    2 the same with the extractor: it claims nothing more, and leaves no order SENDING
    3 the loader is stopped while it waits for a row's lock: it ends within the session's limit of five seconds
    4 the loader is stopped while it waits for a table's lock: within the same limit

LIBRARIES:
    signal (comes with Python): SIGINT is what ctrl-c sends, SIGTERM asks a process to end
    collections (comes with Python): a Counter counts how often each exit code comes up
"""
import random
import signal
import time
from collections import Counter
from tests.support import environment, faults, random_orders, restart, row_locks, services, topic, verify

SIGNALS = (signal.SIGINT, signal.SIGTERM)
FEW_IN_FLIGHT = 60


def teardown_function():
    row_locks.close_sessions()
    restart.clean_up()


def seconds_to_end(service, sign=signal.SIGINT):
    """Sends a service this signal; returns the seconds until it has ended, and its exit code."""
    started = time.monotonic()
    service["process"].send_signal(sign)
    code = service["process"].wait(30)
    return time.monotonic() - started, code


def stop_at_work(module, stops, rng, word, keep_busy, look, **changes):
    """Starts a service and stops it so many times, each time when its log has the word once more; returns it."""
    codes, longest = Counter(), 0
    keep_busy()
    service = restart.keep(module, **changes)
    for number in range(stops):
        seen = restart.log_of(service).count(word)
        restart.wait_until(lambda: restart.log_of(service).count(word) > seen)
        time.sleep(rng.uniform(0, 0.05))
        seconds, code = seconds_to_end(service, SIGNALS[number % 2])
        codes[code] += 1
        longest = max(longest, seconds)
        look()
        keep_busy()
        restart.restart(service)
    print(f"  {stops} stops of {module}: exit codes {dict(codes)}, the longest took {longest:.1f} s")
    assert codes == {0: stops}
    assert longest < 3
    assert "Traceback" not in restart.log_of(service)
    return service


def test_loader_at_work(stops, seed):
    print(f"1 the loader is stopped at its work, --seed {seed}")
    services.new_shop()
    rng = random.Random(seed)
    orders = []
    random_orders.put_orders(2000, rng, orders)
    services.extract(batch_size=20)

    def keep_busy():
        if topic.messages_in_flight() < FEW_IN_FLIGHT:
            environment.orders.update_many({}, {"$set": {"etl_status": None}})
            services.extract(batch_size=20)

    def group_is_left():
        assert faults.group_members() == []

    stop_at_work("loader.worker", stops, rng, "batch of", keep_busy, group_is_left)
    restart.wait_until_drained()
    verify.verify_everything(orders)


def test_extractor_at_work(stops, seed):
    print(f"2 the extractor is stopped at its work, --seed {seed}")
    services.new_shop()
    rng = random.Random(seed)
    orders = []
    random_orders.put_orders(2000, rng, orders)

    def keep_busy():
        if restart.count_status(None) < 1000:
            environment.orders.update_many({}, {"$set": {"etl_status": None}})

    def nothing_in_hand():
        assert restart.count_status("SENDING") == 0

    stop_at_work("extractor.main", max(stops * 3 // 10, 10), rng, "batch:", keep_busy, nothing_in_hand,
                 EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="5")
    restart.keep("loader.worker")
    restart.wait_until_drained()
    verify.verify_everything(orders)


def check_end_at_lock(loader, orders, release):
    seconds, code = seconds_to_end(loader)
    print(f"  ended after {seconds:.1f} s with exit code {code}, members of its group: {faults.group_members()}")
    assert seconds < 5 + 3
    assert "Lock wait timeout exceeded" in restart.log_of(loader)
    assert faults.group_members() == []
    release()
    restart.wait_until_drained()
    verify.verify_everything(orders)


def test_loader_waits_for_a_row():
    print("3 the loader is stopped while it waits for a row's lock")
    rng = random.Random(3)
    orders = []
    row_locks.load_known_products(rng, orders)
    loader, other = row_locks.hold_loader_between_two_inserts(rng, orders)
    check_end_at_lock(loader, orders, other.rollback)


def test_loader_waits_for_a_table():
    print("4 the loader is stopped while it waits for a table's lock")
    services.new_shop()
    orders = []
    row_locks.send_orders(300, random.Random(4), orders)
    root = row_locks.root_session()
    root.cursor().execute("LOCK TABLES order_items WRITE")
    loader = restart.keep("loader.worker")
    environment.wait_until(row_locks.table_lock_is_waited_for)
    check_end_at_lock(loader, orders, root.close)


if __name__ == "__main__":
    for test in (test_loader_at_work, test_extractor_at_work):
        test(15, random.randrange(1_000_000))
        teardown_function()
    for test in (test_loader_waits_for_a_row, test_loader_waits_for_a_table):
        test()
        teardown_function()
