"""
Stop signals - Ctrl-C and SIGTERM at work: each time exit code 0, within three seconds, nothing lost

With pytest's option --kills 1000 it makes so many stops of each service.
"""
import random
import signal
import time
from tests.support import environment, faults, random_orders, restart, row_locks, services, topic, verify

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def seconds_to_end(service, sign=signal.SIGINT):
    """Sends a service this signal; returns the seconds until it has ended, and its exit code."""
    started = time.monotonic()
    service["process"].send_signal(sign)
    code = service["process"].wait(30)
    return time.monotonic() - started, code


def stop_at_work(service, stops, rng, word, keep_busy, look):
    """Stops a service so many times, each time when its log has the word once more."""
    longest = 0
    for number in range(stops):
        keep_busy()
        seen = restart.log_of(service).count(word)
        environment.wait_until(lambda: restart.log_of(service).count(word) > seen)
        time.sleep(rng.uniform(0, 0.05))
        seconds, code = seconds_to_end(service, SIGNALS[number % 2])
        assert code == 0
        longest = max(longest, seconds)
        look()
        restart.restart(service)
    print(f"{stops} stops of {service['module']}, the longest took {longest:.1f} s")
    assert longest < 3
    assert "Traceback" not in restart.log_of(service)


def test_at_work(kills, seed):
    print("seed", seed)
    services.new_shop()
    rng, orders = random.Random(seed), []
    random_orders.put_orders(2000, rng, orders)

    def new_again():
        if restart.count_status(None) < 1000:
            environment.orders.update_many({}, {"$set": {"etl_status": None}})

    def nothing_in_hand():
        assert restart.count_status("SENDING") == 0

    stop_at_work(restart.keep_extractor(5), kills, rng, "batch:", new_again, nothing_in_hand)
    restart.wait_until(lambda: restart.count_sent() == len(orders))

    def many_in_flight():
        if topic.messages_in_flight() < 60:
            environment.orders.update_many({}, {"$set": {"etl_status": None}})
            restart.wait_until(lambda: restart.count_sent() == len(orders))

    def group_is_left():
        assert faults.partitions_of_members() == []

    stop_at_work(restart.keep("loader.worker"), kills, rng, "batch of", many_in_flight, group_is_left)
    restart.wait_until_drained()
    verify.verify_everything(orders)


def test_loader_waits_for_a_row():
    rng, orders = random.Random(2), []
    row_locks.load_known_products(rng, orders)
    check_end_at_lock(row_locks.PRODUCTS, rng, orders)


def test_loader_waits_for_a_table():
    services.new_shop()
    check_end_at_lock("LOCK TABLES order_items WRITE", random.Random(3), [])


def check_end_at_lock(statement, rng, orders):
    loader, session = row_locks.hold_loader(statement, rng, orders)
    seconds, code = seconds_to_end(loader)
    print(f"ended after {seconds:.1f} s with exit code {code}")
    # the session's own limit is five seconds
    assert seconds < 5 + 3
    assert "Lock wait timeout exceeded" in restart.log_of(loader)
    assert faults.partitions_of_members() == []
    session.close()
    restart.wait_until_drained()
    verify.verify_everything(orders)
