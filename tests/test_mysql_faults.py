"""
MySQL faults - whatever MySQL does to a page that is half written, the page is written whole a little later

Each time orders are on their way, and the loader is in the middle of a page: mostly it waits for a lock of another session.
It ends with the error on its log, and is started again until MySQL is back. Then nothing is in rejected_messages,
the accounts are right to the last row, and the api answers without a restart.

FLOW:
    1 mysql is killed in the middle of a page
    2 mysql is ended in the middle of a page, as for an update
    3 mysql is frozen for longer than a page may take
    4 the loader's session is killed in the middle of a page
    5 the lock is not given back in time
    6 the other session wants the loader's rows, while the loader waits for the other's: a deadlock
    7 mysql takes no writes for a while

LIBRARIES:
    mysql-connector-python: here it plays the other session, and the person who kills sessions and switches writes off
    threading (comes with Python): lets a function run beside the rest of the program, here a question to the api
    signal (comes with Python): what may be sent to a process; SIGTERM asks it to end
    subprocess (comes with Python): its DEVNULL swallows what a program prints
    re (comes with Python): looks for patterns in text, here for the errors on a log
"""
import json
import random
import re
import signal
import subprocess
import threading
import time
from tests import accounts, break_server, hold_page, keep_running, own_shop

# a loader that does not come back to kafka for so long loses its place in the group
SECONDS_OF_A_PAGE = 7

dice = random.Random(1)
orders = []
port = own_shop.free_port()


def setup_module():
    hold_page.load_known_products(dice, orders)
    own_shop.start_api(port, output=subprocess.DEVNULL)


def teardown_function():
    hold_page.close_sessions()
    keep_running.clean_up()


def loaded_orders():
    """Asks the api how many orders are loaded; returns the number, or the status where that is not 200."""
    status, answer = own_shop.get(port, "/api/pipeline/loaded")
    return answer["order_count"] if status == 200 else f"status {status}"


def hold_a_page():
    return hold_page.hold_loader_between_two_inserts(dice, orders)


def start_loader_on_many_pages():
    """Returns a loader in the middle of a long way to go."""
    hold_page.send_orders(2000, dice, orders)
    loader = keep_running.keep("loader.worker", KAFKA_MORE_SETTINGS=json.dumps({"max.poll.interval.ms": SECONDS_OF_A_PAGE * 1000}))
    own_shop.wait_until(lambda: "page of" in keep_running.log_of(loader))
    return loader


def check_that_all_is_well(loader, error):
    """Waits until all is loaded; the loader must have ended at least once, with this error as the first one on its log."""
    keep_running.wait_until(lambda: loader["starts"] > 1)
    keep_running.settle()
    errors = re.findall(r"^(?:mysql.connector.errors|cimpl)\.(.*)", keep_running.log_of(loader), re.MULTILINE)
    if not errors:
        # where it is the commit that fails, mysql's connector raises its inner error, which has the text but no number
        errors = re.findall(r"^_mysql_connector\.(.*)", keep_running.log_of(loader), re.MULTILINE)
        error = error.split("): ")[-1]
    print(f"  {loader['starts']} starts of the loader; the errors on its log:")
    for line in errors:
        print("   ", line)
    assert error in errors[0]
    accounts.do_accounts(orders)
    print("  the api, never started again, has", loaded_orders(), "orders")
    assert loaded_orders() == len(orders)


def test_killed():
    print("1 mysql is killed in the middle of a page")
    loader, other = hold_a_page()
    mysqld = break_server.kill_server("MYSQLD_PID")
    print("  the api answers with", loaded_orders())
    assert loaded_orders() == "status 500"
    keep_running.wait_until(lambda: break_server.is_back("MYSQLD_PID", mysqld))
    check_that_all_is_well(loader, "2013 (HY000): Lost connection to MySQL server")


def test_ended():
    print("2 mysql is ended in the middle of a page, as for an update")
    loader, other = hold_a_page()
    mysqld = break_server.kill_server("MYSQLD_PID", signal.SIGTERM)
    keep_running.wait_until(lambda: break_server.is_back("MYSQLD_PID", mysqld))
    check_that_all_is_well(loader, "1053 (08S01): Server shutdown in progress")


def test_frozen():
    print("3 mysql is frozen for longer than a page may take")
    # the api's thread has a connection from now on
    print("  the api answers with", loaded_orders(), "orders")
    loader = start_loader_on_many_pages()
    mysqld = break_server.freeze("MYSQLD_PID")
    keep_running.wait_until_it_waits(loader["process"])
    answers = []
    request = threading.Thread(target=lambda: answers.append(loaded_orders()))
    request.start()
    time.sleep(SECONDS_OF_A_PAGE + 1)
    assert answers == []
    break_server.thaw(mysqld)
    request.join()
    print("  a request to the api that came meanwhile was answered with", answers[0], "orders")
    assert 0 < answers[0] < len(orders)
    check_that_all_is_well(loader, "KafkaError{code=UNKNOWN_MEMBER_ID")


def test_session_is_killed():
    print("4 the loader's session is killed in the middle of a page")
    loader, other = hold_a_page()
    query = "SELECT id FROM performance_schema.processlist WHERE info LIKE 'INSERT INTO order_items%'"
    session = own_shop.mysql_rows(query)[0][0]
    own_shop.mysql_rows(f"KILL {session}")
    own_shop.wait_until(lambda: loader["process"].poll() is not None)
    other.close()
    check_that_all_is_well(loader, "2013 (HY000): Lost connection to MySQL server")


def test_lock_wait_times_out():
    print("5 the lock is not given back in time")
    loader, other = hold_a_page()
    started = time.monotonic()
    own_shop.wait_until(lambda: loader["process"].poll() is not None)
    print(f"  the loader ended {time.monotonic() - started:.1f} s later")
    other.close()
    check_that_all_is_well(loader, "1205 (HY000): Lock wait timeout exceeded")


def test_deadlock():
    print("6 the other session wants the loader's rows, while the loader waits for the other's")
    loader, other = hold_a_page()
    cursor = other.cursor()
    # mysql ends the transaction that has changed fewer rows
    for number in range(20):
        cursor.execute("UPDATE products SET updated_at = updated_at + INTERVAL 1 SECOND")
    cursor.execute("SELECT order_id FROM orders FOR UPDATE")
    cursor.fetchall()
    own_shop.wait_until(lambda: loader["process"].poll() is not None)
    other.rollback()
    other.close()
    check_that_all_is_well(loader, "1213 (40001): Deadlock found")


def test_read_only():
    print("7 mysql takes no writes for a while")
    loader = start_loader_on_many_pages()
    own_shop.mysql_rows("SET GLOBAL super_read_only = ON")
    keep_running.wait_until(lambda: loader["starts"] > 1)
    print("  the api answers with", loaded_orders(), "orders")
    assert loaded_orders() < len(orders)
    own_shop.mysql_rows("SET GLOBAL super_read_only = OFF")
    own_shop.mysql_rows("SET GLOBAL read_only = OFF")
    check_that_all_is_well(loader, "1290 (HY000): The MySQL server is running with the --read-only option")


if __name__ == "__main__":
    setup_module()
    for test in (test_killed, test_ended, test_frozen, test_session_is_killed, test_lock_wait_times_out, test_deadlock, test_read_only):
        test()
        teardown_function()
