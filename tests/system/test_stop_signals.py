"""
Stop signals - Ctrl-C and SIGTERM at work: each time exit code 0, within three seconds, nothing lost

With pytest's option --stops 1000 it makes so many of each service.
"""
import random
import signal
import time
import pytest
from tests.support import environment, faults, random_orders, restart, row_locks, services, verify


def seconds_to_end(service, sign=signal.SIGINT):
    """Sends a service this signal; returns the seconds until it has ended."""
    started = time.monotonic()
    service["process"].send_signal(sign)
    service["process"].wait(30)
    return time.monotonic() - started


def test_at_work(stops, seed):
    print("seed", seed)
    services.new_shop()
    rng, orders, seconds = random.Random(seed), [], []
    random_orders.put_orders(2000, rng, orders)
    extractor, loader = restart.keep_extractor(5), restart.keep("loader.worker")
    for number in range(stops * 2):
        service, word = ((extractor, "batch:"), (loader, "orders written"))[number % 2]
        if restart.count_status(None) < 1000:
            environment.orders.update_many({}, {"$set": {"etl_status": None}})
        seen = restart.log_of(service).count(word)
        environment.wait_until(lambda: restart.log_of(service).count(word) > seen)
        time.sleep(rng.uniform(0, 0.05))
        seconds.append(seconds_to_end(service, rng.choice((signal.SIGINT, signal.SIGTERM))))
        assert service["process"].returncode == 0
        # nothing is left in hand, and the group is left
        assert restart.count_status("SENDING") == 0 if service is extractor else faults.partitions_of_members() == []
        restart.restart(service)
    print(f"{stops * 2} stops, the longest took {max(seconds):.1f} s")
    assert max(seconds) < 3
    assert "Traceback" not in restart.log_of(extractor) + restart.log_of(loader)
    restart.wait_until_drained()
    verify.verify_everything(orders)


# the session has a limit of its own for each, of five seconds
@pytest.mark.parametrize("statement", [row_locks.PRODUCTS, "LOCK TABLES order_items WRITE"])
def test_loader_waits_for_a_lock(statement):
    orders, loader, session = row_locks.hold_loader(statement)
    assert seconds_to_end(loader) < 5 + 3
    assert "Lock wait timeout exceeded" in restart.log_of(loader)
    assert faults.partitions_of_members() == []
    session.close()
    restart.wait_until_drained()
    verify.verify_everything(orders)
