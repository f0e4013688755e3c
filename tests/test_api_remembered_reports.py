"""
Remembered reports - a crowd starts one computation, no answer is older than promised, and a small shop is up to date

The code under test: query_api.remember_report, query_api.router

FLOW:
    1 take the sample orders from MongoDB to MySQL, start the api
    2 ask for a report that takes 0.2 s from 64 threads: it is worked out once
    3 ask again and again from 8 threads: it is renewed, and no answer is older than twenty times what it took
    4 a report fails: all who wait get the error, nothing is remembered, the next one who asks gets the answer
    5 mysql hangs for a moment while a quick report is worked out: the next answers are as young as before
    6 root locks a table, so that a report of the api takes a second: 64 clients, one query
    7 root ends the query from outside: everybody who waits gets 500, and the next request the right answer
    8 put an order into MySQL: the report shows it within two seconds
    9 a query without an end is ended by MySQL before the api gives it up, on a connection that was lost and made again too

LIBRARIES:
    concurrent.futures (comes with Python): runs a function in many threads and collects what each returned, or its error
"""
import time
from concurrent.futures import ThreadPoolExecutor
from tests import oracle, own_shop
from query_api.connection.mysql_connection import database
from query_api.remember_report import NEVER_OLDER_THAN, RENEWED_AFTER, remembered

ORDERS = oracle.read_orders(oracle.sample_documents())
COUNTRIES = oracle.revenue_by_country(ORDERS)
PORT = own_shop.free_port()
REPORT = "/api/reports/revenue-by-country"


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print("1 take the sample orders from MongoDB to MySQL, start the api")
    own_shop.load_through_pipeline(oracle.sample_documents(), len(ORDERS))
    # the log of each request that ends in 500 would fill the screen
    own_shop.start_api(PORT, UVICORN_LOG_LEVEL="critical")


def teardown_module():
    """Runs once after them."""
    own_shop.stop_all()


def test_a_crowd_starts_one_computation():
    started = []

    def slow_report():
        started.append(time.monotonic())
        time.sleep(0.2)
        return len(started)

    with ThreadPoolExecutor(64) as clients:
        answers = list(clients.map(lambda number: remembered(slow_report), range(64)))
    print(f"2 ask for a report from 64 threads: worked out {len(started)} time, answers {set(answers)}")
    assert len(started) == 1 and set(answers) == {1}


def test_no_answer_is_older_than_promised():
    worked_out = []
    asked = []

    def report(name):
        began = time.monotonic()
        time.sleep(0.02)
        worked_out.append(name)
        return began, time.monotonic() - began

    def ask_for_three_seconds(number):
        end = time.monotonic() + 3
        while time.monotonic() < end:
            now = time.monotonic()
            began, took = remembered(report, "a")
            asked.append((now - began) / took)
            time.sleep(0.001)

    with ThreadPoolExecutor(8) as clients:
        list(clients.map(ask_for_three_seconds, range(8)))
    print(f"3 ask again and again: {len(asked)} answers, worked out {len(worked_out)} times, the oldest was {max(asked):.1f} times as old as it took")
    # a moment goes by between the clock here and the clock there
    assert max(asked) < NEVER_OLDER_THAN + 1
    assert 2 <= len(worked_out) <= 3 / (RENEWED_AFTER * 0.02) + 2
    # other values are another report
    assert remembered(report, "b") is not None
    assert worked_out[-1] == "b"


def test_an_error_is_not_remembered():
    errors_left = [ValueError("mysql is away")]

    def report():
        time.sleep(0.2)
        if errors_left:
            raise errors_left.pop()
        return "the answer"

    with ThreadPoolExecutor(8) as clients:
        waiting = [clients.submit(remembered, report) for number in range(8)]
    print("4 a report fails: eight clients got", *{str(client.exception()) for client in waiting})
    assert {str(client.exception()) for client in waiting} == {"mysql is away"}
    assert remembered(report) == "the answer"


def test_one_slow_moment_is_forgotten():
    seconds = [0, 0.5, 0, 0]
    answers = []

    def report():
        answers.append(len(answers) + 1)
        time.sleep(seconds[len(answers) - 1])
        return answers[-1]

    for answer in (1, 2, 3):
        assert remembered(report) == answer
        # the first one after the moment is not handed out for the ten seconds that twenty times 0.5 s would be
        time.sleep(0.05)
    print("5 mysql hangs for half a second in the second of three computations: the answers were", answers)
    assert answers == [1, 2, 3]


def count_reports():
    """How often MySQL has run the report, by its own count, in this test's database."""
    rows = own_shop.mysql_rows(
        "SELECT SUM(COUNT_STAR) FROM performance_schema.events_statements_summary_by_digest"
        " WHERE SCHEMA_NAME = %s AND DIGEST_TEXT LIKE 'SELECT STRAIGHT_JOIN `customers` . `country`%'", (own_shop.NAME,))
    return int(rows[0][0] or 0)


def running_reports(column):
    """The ids of the connections on which MySQL works out a report that begins with this column."""
    rows = own_shop.mysql_rows(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = %s AND INFO LIKE %s AND ID != CONNECTION_ID()",
        (own_shop.NAME, f"%SELECT STRAIGHT_JOIN {column}%"))
    return [row[0] for row in rows]


def test_a_crowd_of_clients_starts_one_query():
    before = count_reports()
    root = own_shop.connect_as_root(own_shop.NAME)
    root.cursor().execute("LOCK TABLES order_items WRITE")
    with ThreadPoolExecutor(64) as clients:
        waiting = [clients.submit(own_shop.get, PORT, REPORT) for number in range(64)]
        own_shop.wait_until(lambda: running_reports("customers.country"))
        time.sleep(1)
        root.cursor().execute("UNLOCK TABLES")
        answers = [client.result() for client in waiting]
    root.close()
    queries = count_reports() - before
    print(f"6 root locks a table, and 64 clients ask at once: {queries} query in MySQL, {answers.count((200, COUNTRIES))} right answers")
    assert answers == [(200, COUNTRIES)] * 64
    assert queries == 1


def test_a_query_that_is_ended_is_not_remembered():
    # what the crowd's report took a second for is remembered for twenty seconds: another report
    path = "/api/reports/revenue-by-category"
    root = own_shop.connect_as_root(own_shop.NAME)
    root.cursor().execute("LOCK TABLES order_items WRITE")
    with ThreadPoolExecutor(8) as clients:
        waiting = [clients.submit(own_shop.get, PORT, path) for number in range(8)]
        own_shop.wait_until(lambda: running_reports("products.category"))
        time.sleep(0.5)
        own_shop.mysql_rows(f"KILL {running_reports('products.category')[0]}")
        statuses = [client.result()[0] for client in waiting]
        root.cursor().execute("UNLOCK TABLES")
    root.close()
    print("7 root ends the query: the clients got", set(statuses))
    assert statuses == [500] * 8
    assert own_shop.get(PORT, path) == (200, oracle.revenue_by_category(ORDERS))


def test_a_small_shop_is_up_to_date():
    slowest = 0
    for number in range(1, 11):
        order_id = f"new-{number}"
        own_shop.mysql_rows(
            "INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, loaded_at)"
            " VALUES (%s, 'C-1001', 'NEW', '1999-01-05', '1999-01-05', UTC_TIMESTAMP(3))", (order_id,),
        )
        own_shop.mysql_rows("INSERT INTO order_items VALUES (%s, 1, 'STA-INK', 1, 1)", (order_id,))
        began = time.monotonic()
        expected = {"month": "1999-01", "revenue": f"{number}.0000", "order_count": number}
        own_shop.wait_until(lambda: expected in own_shop.get(PORT, "/api/reports/revenue-by-month")[1], 2)
        slowest = max(slowest, time.monotonic() - began)
    print(f"8 put an order into MySQL, ten times: each was in the report after at most {slowest:.2f} s")


def test_a_query_is_ended_before_it_is_given_up():
    limits = []
    for turn in range(2):
        [(connection_id, milliseconds)] = database.select("SELECT CONNECTION_ID(), @@max_execution_time")
        limits.append(milliseconds)
        own_shop.mysql_rows(f"KILL {connection_id}")
    print("9 a query without an end is ended by MySQL after", limits, "milliseconds, the api gives it up after a minute")
    assert limits == [55000, 55000]


if __name__ == "__main__":
    setup_module()
    test_a_crowd_starts_one_computation()
    test_no_answer_is_older_than_promised()
    test_an_error_is_not_remembered()
    test_one_slow_moment_is_forgotten()
    test_a_crowd_of_clients_starts_one_query()
    test_a_query_that_is_ended_is_not_remembered()
    test_a_small_shop_is_up_to_date()
    test_a_query_is_ended_before_it_is_given_up()
