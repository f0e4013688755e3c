"""
MySQL faults - whatever MySQL does to a batch that is half written, the batch is written whole a little later

Mostly the loader waits in the middle of a batch for a lock of another session. It ends with the error on its log, and
is restarted until MySQL is back. Then every row is right, and the API answers without a restart.
"""
import json
import random
import re
import signal
import subprocess
import threading
import time
import pytest
from tests.support import environment, faults, random_orders, restart, row_locks, services, verify

# a loader that does not come back to kafka for so long loses its place in the group
SECONDS_OF_A_BATCH = 6

rng = random.Random(1)
orders = []
port = services.free_port()


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    row_locks.load_known_products(rng, orders)
    services.start_api(port, output=subprocess.DEVNULL)


def teardown_module():
    services.stop_all()


def loaded_orders():
    """Asks the API how many orders are loaded; returns the number, or the status where that is not 200."""
    status, answer = services.get(port, "/api/pipeline/status")
    return answer["loaded_orders"] if status == 200 else f"status {status}"


def start_loader_on_many_batches():
    """Returns a loader in the middle of a long way to go."""
    random_orders.put_orders(2000, rng, orders)
    services.extract(batch_size=50)
    settings = {"max.poll.interval.ms": SECONDS_OF_A_BATCH * 1000}
    loader = restart.keep("loader.worker", KAFKA_MORE_SETTINGS=json.dumps(settings))
    environment.wait_until(lambda: "batch of" in restart.log_of(loader))
    return loader


def check_all_is_well(loader, error):
    """Waits until everything is loaded; the loader must have ended, with such an error first on its log."""
    restart.wait_until(lambda: loader["starts"] > 1)
    restart.wait_until_drained()
    # where it is the commit that fails, the connector raises its inner error, which has the text but no number
    errors = re.findall(r"(?m)^(?:mysql.connector.errors|_mysql_connector|cimpl)\.(.*)", restart.log_of(loader))
    print("  the errors on the loader's log:", *errors, sep="\n    ")
    assert re.search(error, errors[0])
    verify.verify_everything(orders)
    assert loaded_orders() == len(orders)


@pytest.mark.parametrize("sign, error", [
    (signal.SIGKILL, "Lost connection to MySQL server"),
    # as for an update
    (signal.SIGTERM, "Query execution was interrupted|Server shutdown in progress"),
])
def test_mysql_is_ended(sign, error):
    loader, session = row_locks.hold_loader(row_locks.PRODUCTS, rng, orders)
    mysqld = faults.kill_server("MYSQLD_PID", sign)
    if sign == signal.SIGKILL:
        assert loaded_orders() == "status 503"
    faults.wait_for_server("MYSQLD_PID", mysqld)
    check_all_is_well(loader, error)


def test_mysql_is_frozen():
    # the api's thread has a connection from now on
    before = loaded_orders()
    loader = start_loader_on_many_batches()
    mysqld = faults.freeze("MYSQLD_PID")
    answers = []
    request = threading.Thread(target=lambda: answers.append(loaded_orders()))
    request.start()
    time.sleep(SECONDS_OF_A_BATCH + 1)
    assert answers == []
    faults.thaw(mysqld)
    request.join()
    print(f"  a request to the api that came meanwhile was answered with {answers[0]} orders")
    assert before <= answers[0] < len(orders)
    check_all_is_well(loader, "code=UNKNOWN_MEMBER_ID")


def test_session_is_killed():
    loader, session = row_locks.hold_loader(row_locks.PRODUCTS, rng, orders)
    query = "SELECT id FROM performance_schema.processlist WHERE info LIKE 'INSERT INTO order_items%'"
    row_locks.root_rows(f"KILL {row_locks.root_rows(query)[0][0]}")
    environment.wait_until(lambda: loader["process"].poll() is not None)
    session.close()
    check_all_is_well(loader, "Lost connection to MySQL server")


def test_lock_wait_times_out():
    loader, session = row_locks.hold_loader(row_locks.PRODUCTS, rng, orders)
    environment.wait_until(lambda: loader["process"].poll() is not None)
    session.close()
    check_all_is_well(loader, "Lock wait timeout exceeded")


def test_deadlock():
    loader, session = row_locks.hold_loader(row_locks.PRODUCTS, rng, orders)
    # mysql ends the transaction that has changed fewer rows
    for number in range(20):
        row_locks.root_rows("UPDATE products SET updated_at = updated_at + INTERVAL 1 SECOND", session)
    row_locks.root_rows("SELECT order_id FROM orders FOR UPDATE", session)
    environment.wait_until(lambda: loader["process"].poll() is not None)
    session.close()
    check_all_is_well(loader, "Deadlock found")


def test_read_only():
    loader = start_loader_on_many_batches()
    row_locks.root_rows("SET GLOBAL super_read_only = ON")
    restart.wait_until(lambda: loader["starts"] > 1)
    assert loaded_orders() < len(orders)
    row_locks.root_rows("SET GLOBAL super_read_only = OFF")
    row_locks.root_rows("SET GLOBAL read_only = OFF")
    check_all_is_well(loader, "The MySQL server is running with the --read-only option")
