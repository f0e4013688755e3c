"""
MySQL faults - whatever MySQL does to a batch that is half written, the batch is written whole a little later

The loader ends with the error on its log and is restarted until MySQL is back; the API answers without a restart.
test_stop_signals.py shows how the loader ends at a lock that is held for too long.
"""
import random
import re
import subprocess
import threading
import time
import pytest
from tests.support import environment, faults, random_orders, restart, row_locks, services, verify

# a loader that does not come back to kafka for so long loses its place in the group
SECONDS_OF_A_BATCH = 6

port = services.free_port()


@pytest.fixture(scope="module", autouse=True)
def api():
    """One API for all tests of this file: it answers after each fault."""
    services.start_api(port, output=subprocess.DEVNULL)
    yield
    services.stop_all()


def api_status():
    """Asks the API for one order; returns the status of its answer."""
    return services.get(port, "/api/orders?limit=1")[0]


def check_all_is_well(orders, loader, error):
    """Waits until everything is loaded; the loader must have ended, with such an error first on its log."""
    restart.wait_until(lambda: loader["starts"] > 1)
    restart.wait_until_drained()
    # where it is the commit that fails, the connector raises its inner error, which has the text but no number
    errors = re.findall(r"(?m)^(?:mysql.connector.errors|_mysql_connector|cimpl)\.(.*)", restart.log_of(loader))
    print("  the errors on the loader's log:", *errors, sep="\n    ")
    assert re.search(error, errors[0])
    verify.verify_everything(orders)
    assert api_status() == 200


def kill_mysql(session):
    mysqld = faults.kill_server("MYSQLD_PID")
    assert api_status() == 503
    faults.wait_for_server("MYSQLD_PID", mysqld)


def make_deadlock(session):
    # mysql ends the transaction that has changed fewer rows
    for number in range(20):
        row_locks.root_rows("UPDATE products SET newest_order_at = newest_order_at + INTERVAL 1 SECOND", session)
    row_locks.root_rows("SELECT order_id FROM orders FOR UPDATE", session)


@pytest.mark.parametrize("make_fault, error", [
    (kill_mysql, "Lost connection to MySQL server"),
    (make_deadlock, "Deadlock found"),
])
def test_fault_between_two_inserts(make_fault, error):
    orders, loader, session = row_locks.hold_loader(row_locks.PRODUCTS)
    make_fault(session)
    environment.wait_until(lambda: loader["process"].poll() is not None)
    session.close()
    check_all_is_well(orders, loader, error)


def start_loader_on_many_batches():
    """Returns (2000 orders, a loader that has loaded the first of them)."""
    services.new_shop()
    orders = []
    random_orders.put_orders(2000, random.Random(1), orders)
    services.extract(batch_size=50)
    settings = f"max.poll.interval.ms={SECONDS_OF_A_BATCH * 1000}"
    loader = restart.keep(f"tests.support.kafka_settings {settings} loader.worker")
    environment.wait_until(lambda: "orders written" in restart.log_of(loader))
    return orders, loader


def test_mysql_is_frozen():
    # the api's thread has a connection from now on
    api_status()
    orders, loader = start_loader_on_many_batches()
    mysqld = faults.freeze("MYSQLD_PID")
    answers = []
    request = threading.Thread(target=lambda: answers.append(api_status()))
    request.start()
    time.sleep(SECONDS_OF_A_BATCH + 1)
    assert answers == []
    faults.thaw(mysqld)
    request.join()
    assert answers == [200]
    check_all_is_well(orders, loader, "code=UNKNOWN_MEMBER_ID")


def test_read_only():
    orders, loader = start_loader_on_many_batches()
    row_locks.root_rows("SET GLOBAL super_read_only = ON")
    restart.wait_until(lambda: loader["starts"] > 1)
    assert restart.count_loaded() < len(orders)
    row_locks.root_rows("SET GLOBAL super_read_only = OFF")
    row_locks.root_rows("SET GLOBAL read_only = OFF")
    check_all_is_well(orders, loader, "The MySQL server is running with the --read-only option")
