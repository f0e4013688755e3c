"""
API load - many clients at once, servers that are away, and no request that holds up another

LIBRARIES:
    concurrent.futures (comes with Python): runs a function in several threads
    mysql-connector-python: SHOW SESSION STATUS LIKE 'Handler_read%' counts the rows that a session has read
"""
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
import pytest
from tests.support import environment, expected, faults, row_locks, rows, services
from query_api.connection.mysql_connection import database
from query_api.find_customers import find_customers
from query_api.find_order import find_order
from query_api.find_orders import find_orders
from query_api.find_products import find_products

ORDERS = expected.read_orders(expected.good_samples())
MYSQL_PATHS = ("/api/orders", "/api/orders/A1", "/api/customers", "/api/reports/top-products", "/api/pipeline/batches")
MONGO_PATH = "/api/pipeline/rejected-orders"
PORT = services.free_port()
PAGE = 50
FIRST = datetime(2026, 1, 1)


@pytest.fixture(scope="module", autouse=True)
def shop():
    services.new_shop()
    rows.put_rows(rows.rows_of(ORDERS))
    services.start_api(PORT, UVICORN_LOG_LEVEL="critical")
    yield
    services.stop_all()


def ask(path):
    status, found = services.get(PORT, path)
    assert status == 200, (path, found)
    return found


def running_reports():
    query = ("SELECT id FROM information_schema.processlist WHERE info LIKE '%SELECT%products.category%order_items%'"
             " AND id != CONNECTION_ID()")
    return {row[0] for row in row_locks.root_rows(query)}


def test_one_query_for_all_who_ask():
    """A report waits for a lock: 30 clients share its query, whoever asks for other days waits, and nobody else."""
    cursor = row_locks.root_session().cursor()
    cursor.execute("LOCK TABLES order_items WRITE")
    seen = set()
    with ThreadPoolExecutor(31) as clients:
        waiting = [clients.submit(services.get, PORT, "/api/reports/revenue-by-category") for number in range(30)]
        environment.wait_until(running_reports)
        of_other_days = clients.submit(ask, "/api/reports/revenue-by-category?from_date=2000-01-01")
        for turn in range(5):
            assert ask("/health/mysql")["status"] == "ok" and len(ask("/api/orders?limit=3")) == 3
            seen |= running_reports()
        assert len(seen) == 1
        # the query is killed: one client hears of it, the others get the answer of the next query
        row_locks.root_rows(f"KILL QUERY {seen.pop()}")
        environment.wait_until(lambda: [client for client in waiting if client.done()])
        environment.wait_until(running_reports)
        cursor.execute("UNLOCK TABLES")
        answers = [client.result() for client in waiting]
        assert of_other_days.result() == expected.reports(ORDERS)["revenue-by-category"]
    right = (200, expected.reports(ORDERS)["revenue-by-category"])
    [(code, killed)] = [answer for answer in answers if answer != right]
    assert code == 503 and killed["detail"].startswith("MySQL answers, but refuses (1317 (70100): Query execution was")


def test_one_status_for_all_who_ask():
    """MySQL holds up one question of the status: 20 clients share it, and get an answer in time."""
    query = ("SELECT id FROM information_schema.processlist"
             " WHERE info LIKE '%FROM loaders_seen%' AND id != CONNECTION_ID()")
    session = row_locks.root_session()
    row_locks.root_rows("LOCK TABLES loaders_seen WRITE", session)
    time.sleep(1.1)
    most = 0
    with ThreadPoolExecutor(20) as clients:
        waiting = [clients.submit(ask, "/api/pipeline/status") for number in range(20)]
        while not all(client.done() for client in waiting):
            most = max(most, len(row_locks.root_rows(query)))
    row_locks.close_sessions()
    assert most == 1
    assert all(client.result()["problem"].startswith("MySQL is too busy:") for client in waiting)


def change_order(order_id):
    # the status and the line's price are the same number, changed in one transaction
    connection = environment.connect_to_mysql()
    cursor = connection.cursor()
    for number in range(1, 100):
        cursor.execute("START TRANSACTION")
        cursor.execute("UPDATE orders SET status = %s WHERE order_id = %s", (str(number), order_id))
        cursor.execute("UPDATE order_items SET unit_price = %s WHERE order_id = %s", (number, order_id))
        connection.commit()
    connection.close()


def test_each_answer_is_one_version():
    order_id, seen = ORDERS[0]["order_id"], set()
    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(change_order, order_id)
        while not writing.done():
            found = ask(f"/api/orders/{order_id}")
            seen.add((found["status"], found["lines"][0]["unit_price"]))
        writing.result()
    print(f"of an order that was changed 99 times, {len(seen)} versions were seen")
    versions = {(str(number), f"{number}.0000") for number in range(1, 100)}
    assert len(seen) > 5 and seen <= versions | {(ORDERS[0]["status"], ORDERS[0]["lines"][0]["unit_price"])}


def kill_connections(*numbers):
    user = os.environ["MYSQL_API_USER"]
    found = row_locks.root_rows(f"SELECT id FROM information_schema.processlist WHERE user = '{user}'")
    for number in [*numbers, *[row[0] for row in found]]:
        row_locks.root_rows(f"KILL {number}")


def test_connections_killed():
    """A connection that MySQL has ended is opened again, with all its settings."""
    settings = "SELECT CONNECTION_ID(), @@max_execution_time, @@time_zone"
    [(first, *before)] = [row.values() for row in database.select(settings)]
    assert len(ask("/api/orders")) == PAGE
    kill_connections(first)
    assert len(ask("/api/orders")) == PAGE
    [(second, *after)] = [row.values() for row in database.select(settings)]
    assert first != second and before == after == [54000, "+00:00"]


def ask_all(*paths, port=PORT):
    """Asks all at once; no answer may take longer than the three seconds that the API waits for a server."""
    began = time.monotonic()
    with ThreadPoolExecutor(20) as clients:
        answers = list(clients.map(lambda path: services.get(port, path), paths))
    assert time.monotonic() - began < 7
    return answers


def is_away(answer, server):
    return answer[0] == 503 and answer[1]["detail"].startswith(f"{server} does not answer (")


def assert_unhealthy(server, answer):
    status, found = answer
    assert (status, found["status"], found["service"]) == (503, "error", server)
    assert os.environ["MYSQL_API_PASSWORD"] not in str(found)


def test_no_server():
    port, nobody = services.free_port(), services.free_port()
    uri = f"mongodb://127.0.0.1:{nobody}/"
    services.start_api(port, MYSQL_PORT=str(nobody), MONGO_URI=uri, UVICORN_LOG_LEVEL="critical")
    mysql, mongo, rejected, *answers = ask_all("/health/mysql", "/health/mongo", MONGO_PATH, *MYSQL_PATHS, port=port)
    assert is_away(rejected, "MongoDB") and all(is_away(answer, "MySQL") for answer in answers)
    assert_unhealthy("mysql", mysql)
    assert_unhealthy("mongo", mongo)
    assert services.get(port, "/")[0] == 200 and services.get(port, "/api/orders?limit=0")[0] == 422


def test_mysql_frozen():
    kill_connections()
    pid = faults.freeze("MYSQLD_PID")
    health, rejected, *answers = ask_all("/health/mysql", "/api/pipeline/rejected-orders", *MYSQL_PATHS)
    faults.thaw(pid)
    assert_unhealthy("mysql", health)
    assert rejected == (200, []) and all(is_away(answer, "MySQL") for answer in answers)
    assert len(ask("/api/orders")) == PAGE and ask("/health/mysql")["status"] == "ok"


def test_mongodb_frozen():
    environment.orders.insert_one({"etl_order_id": "bad", "etl_status": "REJECTED"})
    rejected = (404, {"detail": "order bad was rejected, see /api/pipeline/rejected-orders"})
    assert services.get(PORT, "/api/orders/bad") == rejected
    pid = faults.freeze("MONGOD_PID")
    health, orders, *answers = ask_all("/health/mongo", "/api/orders", "/api/orders/bad", MONGO_PATH)
    faults.thaw(pid)
    assert_unhealthy("mongo", health)
    assert len(orders[1]) == PAGE and all(is_away(answer, "MongoDB") for answer in answers)
    environment.wait_until(lambda: services.get(PORT, "/api/orders/bad") == rejected)


def test_tables_of_an_older_edition():
    """A column that is not there yet is named, and where to read what to do."""
    root = row_locks.root_session()
    row_locks.root_rows("ALTER TABLE orders RENAME COLUMN total TO amount", root)
    row_locks.root_rows("RENAME TABLE loaders_seen TO loaders_gone", root)
    code, found = services.get(PORT, "/api/orders")
    environment.wait_until(lambda: "loaders_seen" in (ask("/api/pipeline/status")["problem"] or ""))
    problem = ask("/api/pipeline/status")["problem"]
    row_locks.root_rows("ALTER TABLE orders RENAME COLUMN amount TO total", root)
    row_locks.root_rows("RENAME TABLE loaders_gone TO loaders_seen", root)
    print(found, problem)
    assert code == 503 and "orders.total" in found["detail"] and found["detail"].endswith("see Upgrade in RUN.md.")
    assert problem.startswith("MySQL's tables are of an older edition") and problem.endswith("see Upgrade in RUN.md.")


def handler_reads():
    counts = database.select("SHOW SESSION STATUS LIKE 'Handler_read%'")
    return sum(int(row["Value"]) for row in counts)


def assert_reads_little(length, action):
    """Fails unless the action returns so many rows, and MySQL reads hardly more than these."""
    # to ask for the number reads rows too
    first = handler_reads()
    before = handler_reads()
    assert len(action()) == length
    assert handler_reads() - before - (before - first) <= 3 * length + 3


def many_rows():
    # ten customers have nearly all orders, the others one each; a hundred orders share each created_at
    orders = []
    for number in range(20_000):
        customer_id = f"C{number % 10:05}" if number % 10 else f"C{number // 10:05}"
        created_at = FIRST + timedelta(seconds=number // 100)
        orders.append((f"A{number:05}", customer_id, ("PAID", "SHIPPED")[number % 2],
                       created_at, FIRST, 1, FIRST,
                       None))
    return {
        "customers": [(f"C{number:05}", "Zoë", "z@e", "Ireland", FIRST, "") for number in range(2000)],
        "products": [(f"P{number:05}", "Tea", f"Category {number % 50}", FIRST, "")
                     for number in range(5000)],
        "orders": orders, "order_items": [("A00000", line, f"P{line:05}", 1, 1) for line in range(1, 31)],
    }


def test_rows_read():
    """Each page costs the same at any depth."""
    services.new_shop()
    rows.put_rows(many_rows())
    for second in (None, 150, 100, 5):
        before = second and (FIRST + timedelta(seconds=second)).replace(tzinfo=timezone.utc)
        last_id = second and f"A{second:03}50"
        for status, customer_id in ((None, None), ("PAID", None), (None, "C00001"), ("SHIPPED", "C00001")):
            assert_reads_little(PAGE, lambda: find_orders(PAGE, status, customer_id, before, last_id))
    assert_reads_little(PAGE, lambda: find_customers(PAGE, "C01000"))
    assert_reads_little(PAGE, lambda: find_products(PAGE, "P02500", None))
    assert_reads_little(PAGE, lambda: find_products(PAGE, "P02500", "Category 1"))
    assert_reads_little(30, lambda: find_order("A00000")["lines"])
