"""
MySQL faults - whatever MySQL does to a batch that is half written, the batch is written whole a little later

Each time orders are in flight, and the loader is in the middle of a batch: mostly it waits for a lock of another
session. It ends with the error on its log, and is restarted until MySQL is back. Then nothing is in rejected_messages,
every row is right, and the API answers without a restart.

FLOW:
    1 MySQL is killed in the middle of a batch
    2 MySQL is ended in the middle of a batch, as for an update
    3 MySQL is frozen for longer than a batch may take
    4 the loader's session is killed in the middle of a batch
    5 the lock is not given back in time
    6 the other session wants the loader's rows, while the loader waits for the other's: a deadlock
    7 MySQL takes no writes for a while

LIBRARIES:
    mysql-connector-python: here it plays the other session, and the person who kills sessions and switches writes off
    threading (comes with Python): lets a function run beside the rest of the program, here a question to the API
    signal (comes with Python): what may be sent to a process; SIGTERM asks it to end
    re (comes with Python): looks for patterns in text, here for the errors on a log
"""
import json
import random
import re
import signal
import subprocess
import threading
import time
from tests.support import environment, faults, restart, row_locks, services, verify

# a loader that does not come back to kafka for so long loses its place in the group
SECONDS_OF_A_BATCH = 7

rng = random.Random(1)
orders = []
port = services.free_port()


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    row_locks.load_known_products(rng, orders)
    services.start_api(port, output=subprocess.DEVNULL)


def teardown_function():
    row_locks.close_sessions()
    restart.clean_up()


def loaded_orders():
    """Asks the API how many orders are loaded; returns the number, or the status where that is not 200."""
    status, answer = services.get(port, "/api/pipeline/status")
    return answer["loaded_orders"] if status == 200 else f"status {status}"


def hold_a_batch():
    return row_locks.hold_loader_between_two_inserts(rng, orders)


def start_loader_on_many_batches():
    """Returns a loader in the middle of a long way to go."""
    row_locks.send_orders(2000, rng, orders)
    settings = {"max.poll.interval.ms": SECONDS_OF_A_BATCH * 1000}
    loader = restart.keep("loader.worker", KAFKA_MORE_SETTINGS=json.dumps(settings))
    environment.wait_until(lambda: "batch of" in restart.log_of(loader))
    return loader


def check_all_is_well(loader, error):
    """Waits until everything is loaded; the loader must have ended at least once, with this error first on its log."""
    restart.wait_until(lambda: loader["starts"] > 1)
    restart.wait_until_drained()
    errors = re.findall(r"(?m)^(?:mysql.connector.errors|cimpl)\.(.*)", restart.log_of(loader))
    if not errors:
        # where it is the commit that fails, mysql's connector raises its inner error, which has the text but no number
        errors = re.findall(r"(?m)^_mysql_connector\.(.*)", restart.log_of(loader))
        error = error.split("): ")[-1]
    print(f"  {loader['starts']} starts of the loader; the errors on its log:", *errors, sep="\n    ")
    assert error in errors[0]
    verify.verify_everything(orders)
    print("  the api, never restarted, has", loaded_orders(), "orders")
    assert loaded_orders() == len(orders)


def test_killed():
    print("1 mysql is killed in the middle of a batch")
    loader, other = hold_a_batch()
    mysqld = faults.kill_server("MYSQLD_PID")
    print("  the api answers with", loaded_orders())
    assert loaded_orders() == "status 503"
    restart.wait_until(lambda: faults.is_back("MYSQLD_PID", mysqld))
    check_all_is_well(loader, "2013 (HY000): Lost connection to MySQL server")


def test_ended():
    print("2 mysql is ended in the middle of a batch, as for an update")
    loader, other = hold_a_batch()
    mysqld = faults.kill_server("MYSQLD_PID", signal.SIGTERM)
    restart.wait_until(lambda: faults.is_back("MYSQLD_PID", mysqld))
    check_all_is_well(loader, "1053 (08S01): Server shutdown in progress")


def test_frozen():
    print("3 mysql is frozen for longer than a batch may take")
    # the api's thread has a connection from now on
    print("  the api answers with", loaded_orders(), "orders")
    loader = start_loader_on_many_batches()
    mysqld = faults.freeze("MYSQLD_PID")
    restart.wait_until_idle(loader["process"])
    answers = []
    request = threading.Thread(target=lambda: answers.append(loaded_orders()))
    request.start()
    time.sleep(SECONDS_OF_A_BATCH + 1)
    assert answers == []
    faults.thaw(mysqld)
    request.join()
    print("  a request to the api that came meanwhile was answered with", answers[0], "orders")
    assert 0 < answers[0] < len(orders)
    check_all_is_well(loader, "KafkaError{code=UNKNOWN_MEMBER_ID")


def test_session_is_killed():
    print("4 the loader's session is killed in the middle of a batch")
    loader, other = hold_a_batch()
    query = "SELECT id FROM performance_schema.processlist WHERE info LIKE 'INSERT INTO order_items%'"
    environment.mysql_rows(f"KILL {row_locks.root_rows(query)[0][0]}")
    environment.wait_until(lambda: loader["process"].poll() is not None)
    other.close()
    check_all_is_well(loader, "2013 (HY000): Lost connection to MySQL server")


def test_lock_wait_times_out():
    print("5 the lock is not given back in time")
    loader, other = hold_a_batch()
    started = time.monotonic()
    environment.wait_until(lambda: loader["process"].poll() is not None)
    print(f"  the loader ended {time.monotonic() - started:.1f} s later")
    other.close()
    check_all_is_well(loader, "1205 (HY000): Lock wait timeout exceeded")


def test_deadlock():
    print("6 the other session wants the loader's rows, while the loader waits for the other's")
    loader, other = hold_a_batch()
    cursor = other.cursor()
    # mysql ends the transaction that has changed fewer rows
    for number in range(20):
        cursor.execute("UPDATE products SET updated_at = updated_at + INTERVAL 1 SECOND")
    cursor.execute("SELECT order_id FROM orders FOR UPDATE")
    cursor.fetchall()
    environment.wait_until(lambda: loader["process"].poll() is not None)
    other.rollback()
    other.close()
    check_all_is_well(loader, "1213 (40001): Deadlock found")


def test_read_only():
    print("7 mysql takes no writes for a while")
    loader = start_loader_on_many_batches()
    row_locks.root_rows("SET GLOBAL super_read_only = ON")
    restart.wait_until(lambda: loader["starts"] > 1)
    print("  the api answers with", loaded_orders(), "orders")
    assert loaded_orders() < len(orders)
    row_locks.root_rows("SET GLOBAL super_read_only = OFF")
    row_locks.root_rows("SET GLOBAL read_only = OFF")
    check_all_is_well(loader, "1290 (HY000): The MySQL server is running with the --read-only option")


if __name__ == "__main__":
    setup_module()
    for test in (test_killed, test_ended, test_frozen, test_session_is_killed, test_lock_wait_times_out, test_deadlock,
                 test_read_only):
        test()
        teardown_function()
