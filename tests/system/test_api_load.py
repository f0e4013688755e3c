"""
API load - many clients at once, servers that are slow or away, and no request that holds up another

The code under test: query_api.connection, query_api.health_routes, the cached reports, and all that is behind them

FLOW:
    1 put the sample orders into MySQL, start the api
    2 ask with 64 clients at once, each for other things: every answer is right
    3 write rows and ask for them: 8 clients see each of them in the next answer; no order is half old and half new
    4 64 clients ask for a report that waits for a lock: one query; it is killed: nobody gets a wrong answer
    5 an order goes into a report after REPORT_CACHE_SECONDS at the latest
    6 MySQL stops in the middle of a list of 500 orders: /health/mysql and every other request are answered
    7 MySQL is away, comes back, kills the connections: 503, and right answers again
    8 MongoDB is away, and frozen: what needs it is 503, everything else is as before, also the 404 of an order
    9 count the rows that MySQL reads: each page costs the same at any depth

LIBRARIES:
    concurrent.futures (comes with Python): runs a function in many threads and collects what each returned
    socket, threading (come with Python): a proxy copies the bytes of a connection, until it is told to hold them
    mysql-connector-python: SHOW SESSION STATUS LIKE 'Handler_read%' counts the rows that a session has read
"""
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
import pytest
from tests.support import environment, expected, faults, row_locks, rows, services
from query_api.connection.mysql_connection import database
from query_api.find_batches import find_batches
from query_api.find_customers import find_customer, find_customers
from query_api.find_order import find_order
from query_api.find_orders import find_orders
from query_api.find_products import find_products
from query_api.find_rejected_messages import find_rejected_messages

ORDERS = expected.read_orders(expected.read_documents())
COUNTRIES = expected.revenue_by_country(ORDERS)
TIMES = {"read_at": rows.READ_AT_TEXT, "loaded_at": rows.LOADED_AT_TEXT}
MYSQL_AWAY = {"detail": "MySQL gave no answer; /health/mysql says whether it is there."}
MONGO_AWAY = {"detail": "MongoDB gave no answer; /health/mongo says whether it is there."}
PAGE = 50
FIRST = datetime(2026, 1, 1)


class Proxy:
    """Stands between the api and MySQL; hold() lets no more bytes of MySQL through, off() closes every connection."""
    def __init__(self):
        self.port = services.free_port()
        self.open_sockets = []
        self.held = False
        # how many bytes of mysql still go through before they are held
        self.bytes_left = None

    def on(self):
        listener = socket.create_server(("127.0.0.1", self.port))
        self.open_sockets.append(listener)
        threading.Thread(target=self.accept, args=(listener,), daemon=True).start()

    def accept(self, listener):
        while True:
            try:
                client = listener.accept()[0]
            except OSError:
                # the proxy was switched off
                return
            server = socket.create_connection((os.environ["MYSQL_HOST"], int(os.environ["MYSQL_PORT"])))
            self.open_sockets += [client, server]
            threading.Thread(target=self.copy, args=(client, server), daemon=True).start()
            threading.Thread(target=self.copy, args=(server, client, True), daemon=True).start()

    def copy(self, source, target, from_mysql=False):
        try:
            while data := source.recv(4096):
                target.sendall(data)
                if from_mysql and self.bytes_left:
                    self.bytes_left -= len(data)
                    if self.bytes_left < 0:
                        self.held, self.bytes_left = True, None
                        environment.wait_until(lambda: not self.held, 60)
        except OSError:
            # the proxy was switched off
            pass
        target.close()

    def hold_next_long_answer(self):
        # behind the first 16 kb, which are encrypted as one, so that the api has the first rows already
        self.bytes_left = 20_000

    def off(self):
        self.held = False
        while self.open_sockets:
            one = self.open_sockets.pop()
            try:
                # this wakes the thread that waits for the socket
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                # it was closed before
                pass
            one.close()


@pytest.fixture
def port():
    services.new_shop()
    rows.put_rows(rows.rows_of(ORDERS))
    number = services.free_port()
    services.start_api(number, REPORT_CACHE_SECONDS="3", UVICORN_LOG_LEVEL="critical")
    yield number
    services.stop_all()
    row_locks.close_sessions()


@pytest.fixture
def proxy():
    services.new_shop()
    rows.put_rows(rows.rows_of(ORDERS))
    one = Proxy()
    yield one
    services.stop_all()
    one.off()


def ask(port, path):
    status, found = services.get(port, path)
    assert status == 200, (path, found)
    return found


def check_answers(port, number):
    order = ORDERS[number]
    of_customer = [one | TIMES for one in expected.list_orders(ORDERS, customer_id=order["customer_id"])]
    assert ask(port, f"/api/orders/{order['order_id']}") == order | TIMES
    assert ask(port, f"/api/orders?customer_id={order['customer_id']}&limit=500") == of_customer
    assert ask(port, f"/api/customers/{order['customer_id']}") == order["customer"]
    assert ask(port, f"/api/products?limit={number + 1}") == expected.list_products(ORDERS)[:number + 1]
    assert ask(port, f"/api/reports/top-customers?limit={number + 1}") == expected.top_customers(ORDERS)[:number + 1]
    assert ask(port, "/api/reports/revenue-by-country") == COUNTRIES
    assert ask(port, "/api/pipeline/status")["loaded_orders"] == len(ORDERS)


def test_many_clients(port):
    print("2 ask with 64 clients at once")
    with ThreadPoolExecutor(64) as clients:
        list(clients.map(lambda number: check_answers(port, number), range(64)))


def write_and_ask(port, number):
    for turn in range(20):
        order = rows_of_order(f"new-{number}-{turn}", f"new-{number}", turn)
        rows.put_rows(order if turn == 0 else order | {"customers": [], "products": []})
        found = ask(port, f"/api/orders?customer_id=new-{number}")
        assert [one["order_id"] for one in found] == [f"new-{number}-{count}" for count in range(turn, -1, -1)]
        assert ask(port, f"/api/orders/new-{number}-{turn}")["lines"][0]["unit_price"] == f"{turn}.0000"


def rows_of_order(order_id, other_id, number):
    date = FIRST + timedelta(seconds=number)
    return {
        "customers": [(other_id, "Zoë", "z@e", "Ireland", date)], "products": [(other_id, "Tea", "Kitchen", date)],
        "orders": [(order_id, other_id, str(number), date, date, date)],
        "order_items": [(order_id, 1, other_id, 1, number)],
    }


def test_new_rows_and_whole_orders(port):
    print("3 write rows and ask for them")
    with ThreadPoolExecutor(8) as clients:
        list(clients.map(lambda number: write_and_ask(port, number), range(8)))
    rows.put_rows(rows_of_order("half", "half", 0))
    connection = environment.connect_to_mysql()
    cursor = connection.cursor()

    def change():
        # the status and the line's price are the same number, changed in one transaction
        for number in range(1, 300):
            cursor.execute("START TRANSACTION")
            cursor.execute("UPDATE orders SET status = %s WHERE order_id = 'half'", (str(number),))
            cursor.execute("UPDATE order_items SET unit_price = %s WHERE order_id = 'half'", (number,))
            connection.commit()

    seen = set()
    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(change)
        while not writing.done():
            found = ask(port, "/api/orders/half")
            assert found["lines"][0]["unit_price"] == found["status"] + ".0000"
            seen.add(found["status"])
        writing.result()
    connection.close()
    print(f"  of an order that was changed 300 times, {len(seen)} versions were seen, each of them whole")
    assert len(seen) > 10


def running_reports(table):
    query = ("SELECT id FROM information_schema.processlist WHERE info LIKE '%SELECT%order_items%' AND info LIKE"
             f" '%{table}%' AND id != CONNECTION_ID()")
    return [row[0] for row in row_locks.root_rows(query)]


def test_one_query_for_all_who_ask(port):
    print("4 64 clients ask for a report that waits for a lock")
    root = row_locks.root_session()
    cursor = root.cursor()
    cursor.execute("LOCK TABLES order_items WRITE")
    seen = set()
    with ThreadPoolExecutor(64) as clients:
        waiting = [clients.submit(services.get, port, "/api/reports/revenue-by-country") for number in range(64)]
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            seen |= set(running_reports("customers.country"))
        cursor.execute("UNLOCK TABLES")
        answers = [client.result() for client in waiting]
    print(f"  {len(seen)} query, {answers.count((200, COUNTRIES))} right answers")
    assert len(seen) == 1 and answers == [(200, COUNTRIES)] * 64

    cursor.execute("LOCK TABLES order_items WRITE")
    with ThreadPoolExecutor(1) as clients:
        waiting = clients.submit(services.get, port, "/api/reports/revenue-by-category")
        environment.wait_until(lambda: running_reports("products.category"))
        row_locks.root_rows(f"KILL QUERY {running_reports('products.category')[0]}")
        assert waiting.result() == (503, MYSQL_AWAY)
    cursor.execute("UNLOCK TABLES")
    assert ask(port, "/api/reports/revenue-by-category") == expected.revenue_by_category(ORDERS)


def test_reports_are_renewed(port):
    print("5 an order goes into a report after REPORT_CACHE_SECONDS at the latest")
    ask(port, "/api/reports/revenue-by-month")
    rows.put_rows(rows_of_order("new", "new", 1))
    month = {"month": "2026-01", "revenue": "1.0000", "order_count": 1}
    assert month not in ask(port, "/api/reports/revenue-by-month")
    environment.wait_until(lambda: month in ask(port, "/api/reports/revenue-by-month"), 3.5)


def test_a_slow_reader_holds_up_nobody(proxy):
    print("6 MySQL stops in the middle of a list of 500 orders")
    proxy.on()
    port = services.free_port()
    services.start_api(port, MYSQL_PORT=str(proxy.port), UVICORN_LOG_LEVEL="critical")
    wanted = ask(port, "/api/orders?limit=500")
    with ThreadPoolExecutor(1) as clients:
        proxy.hold_next_long_answer()
        slow = clients.submit(services.get, port, "/api/orders?limit=500")
        environment.wait_until(lambda: proxy.held)
        began = time.monotonic()
        for turn in range(20):
            assert ask(port, "/health/mysql")["status"] == "ok"
            assert len(ask(port, "/api/orders?limit=3")) == 3
            assert ask(port, "/api/orders/SO-2025-00001")["customer_id"] == "C-1007"
        seconds = time.monotonic() - began
        print(f"  60 other requests were answered in {seconds:.1f} s")
        assert not slow.done() and seconds < 5
        proxy.held = False
        assert slow.result() == (200, wanted)


def test_mysql_away(proxy):
    print("7 MySQL is away, comes back, kills the connections")
    port = services.free_port()
    services.start_api(port, MYSQL_PORT=str(proxy.port), UVICORN_LOG_LEVEL="critical")
    for turn in range(2):
        status, found = services.get(port, "/health/mysql")
        assert (status, found["status"], found["service"]) == (503, "error", "mysql")
        assert f"127.0.0.1:{proxy.port}" in found["message"] and os.environ["MYSQL_API_PASSWORD"] not in str(found)
        for path in ("orders", "orders/A1", "customers", "reports/top-products", "pipeline/status", "pipeline/batches"):
            assert services.get(port, f"/api/{path}") == (503, MYSQL_AWAY), path
        assert services.get(port, "/api/orders?limit=0")[0] == 422
        assert services.get(port, "/")[0] == 200 == services.get(port, "/api/pipeline/rejected-orders")[0]
        proxy.on()
        for kill in range(3):
            assert len(ask(port, "/api/orders")) == 50 and ask(port, "/health/mysql")["status"] == "ok"
            connections = environment.connect_to_mysql("root", os.environ["MYSQL_ROOT_PASSWORD"])
            cursor = connections.cursor()
            user = os.environ["MYSQL_API_USER"]
            cursor.execute("SELECT id FROM information_schema.processlist WHERE user = %s", (user,))
            for (number,) in cursor.fetchall():
                cursor.execute(f"KILL {number}")
            connections.close()
        assert len(ask(port, "/api/orders")) == 50
        proxy.off()
    wrong = services.free_port()
    services.start_api(wrong, MYSQL_PASSWORD="secretword", UVICORN_LOG_LEVEL="critical")
    status, found = services.get(wrong, "/health/mysql")
    assert status == 503 and "Access denied for user" in found["message"] and "secretword" not in str(found)


def check_without_mongodb(port):
    for path in ("/api/pipeline/status", "/api/pipeline/rejected-orders"):
        began = time.monotonic()
        assert services.get(port, path) == (503, MONGO_AWAY)
        assert time.monotonic() - began < 5
    status, found = services.get(port, "/health/mongo")
    assert (status, found["status"], found["service"]) == (503, "error", "mongo")
    began = time.monotonic()
    assert services.get(port, "/api/orders/bad") == (404, {"detail": "there is no order bad"})
    assert time.monotonic() - began < 2
    assert ask(port, "/health/mysql")["status"] == "ok" and len(ask(port, "/api/orders")) == 50
    assert ask(port, "/api/pipeline/batches") == ask(port, "/api/pipeline/rejected-messages") == []


def test_mongodb_away(port):
    print("8 MongoDB is away, and frozen")
    environment.orders.insert_one({"etl_order_id": "bad", "etl_status": "REJECTED"})
    away = services.free_port()
    services.start_api(away, MONGO_URI=f"mongodb://127.0.0.1:{services.free_port()}/", UVICORN_LOG_LEVEL="critical")
    check_without_mongodb(away)
    rejected = (404, {"detail": "order bad was rejected, see /api/pipeline/rejected-orders"})
    assert services.get(port, "/api/orders/bad") == rejected
    pid = faults.freeze("MONGOD_PID")
    check_without_mongodb(port)
    faults.thaw(pid)
    environment.wait_until(lambda: services.get(port, "/api/orders/bad") == rejected)
    assert ask(port, "/api/pipeline/status")["rejected_orders"] == 1


def rows_read(action):
    """Returns (rows that MySQL read for the action, what the action returned)."""
    def count():
        return sum(int(value) for name, value in database.select("SHOW SESSION STATUS LIKE 'Handler_read%'"))
    before = count()
    nothing = count() - before
    before = count()
    found = action()
    return count() - before - nothing, found


def many_rows():
    statuses = ("PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED")
    # ten customers have nearly all orders, the others one each; a hundred orders share each created_at
    orders = []
    for number in range(20_000):
        customer = f"C{number % 10:05}" if number % 10 else f"C{number // 10:05}"
        created_at = FIRST + timedelta(seconds=number // 100)
        orders.append((f"A{number:05}", customer, statuses[number % 5], created_at, FIRST, FIRST))
    return {
        "customers": [(f"C{number:05}", "Zoë", "z@e", "Ireland", FIRST) for number in range(2000)],
        "products": [(f"P{number:05}", "Tea", f"Category {number % 3}", FIRST) for number in range(5000)],
        "orders": orders, "order_items": [("A00000", line, f"P{line:05}", 1, 1) for line in range(1, 31)],
    }


def test_rows_read():
    print("9 count the rows that MySQL reads")
    services.new_shop()
    rows.put_rows(many_rows())
    for status in (None, "PAID"):
        for customer_id in (None, "C00001"):
            for second in (None, 150, 100, 5):
                before = second and (FIRST + timedelta(seconds=second)).replace(tzinfo=timezone.utc)
                last_id = second and f"A{second:03}50"
                count, page = rows_read(lambda: find_orders(PAGE, status, customer_id, before, last_id))
                print(f"  orders {status} {customer_id} before second {second}: {count} rows read, {len(page)} found")
                assert count <= 3 * PAGE and (len(page) == PAGE or second == 5 or customer_id and status)
    for action, found in (
        (lambda: find_customers(PAGE, "C01000"), PAGE), (lambda: find_products(PAGE, "P02500", None), PAGE),
        (lambda: find_products(PAGE, "P02500", "Category 1"), PAGE), (lambda: [find_customer("C01000")], 1),
        (lambda: find_order("A00000")["lines"], 30), (lambda: find_batches(PAGE), 0),
        (lambda: find_rejected_messages(PAGE), 0),
    ):
        count, answer = rows_read(action)
        print(f"  {count} rows read, {len(answer)} found")
        assert len(answer) == found and count <= 3 * max(found, 1) + 3
