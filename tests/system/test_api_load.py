"""
API load - many clients at once, servers that are slow or away, and no request that holds up another

FLOW:
    rows -> MySQL -> (a proxy that can hold or cut connections ->) query_api -> up to 64 clients at once

LIBRARIES:
    mysql-connector-python: SHOW SESSION STATUS LIKE 'Handler_read%' counts the rows that a session has read
"""
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta, timezone
import pytest
from tests.support import environment, expected, faults, row_locks, rows, services
from query_api.connection.mysql_connection import database
from query_api.find_customers import find_customer, find_customers
from query_api.find_messages import find_batches, find_rejected_messages
from query_api.find_order import find_order
from query_api.find_orders import find_orders
from query_api.find_products import find_products

ORDERS = expected.read_orders(expected.read_documents())
COUNTRIES = (200, expected.revenue_by_country(ORDERS))
PRODUCTS = expected.list_products(ORDERS)
TOP_CUSTOMERS = expected.top_customers(ORDERS)
MYSQL_AWAY = (503, {"detail": "MySQL gave no answer; /health/mysql says whether it is there."})
MONGO_AWAY = (503, {"detail": "MongoDB gave no answer; /health/mongo says whether it is there."})
PAGE = 50
FIRST = datetime(2026, 1, 1)


class Proxy:
    """Stands between the api and MySQL. What raises OSError in it is a connection that off() has closed."""
    def __init__(self):
        self.port = services.free_port()
        self.sockets = []
        # how many of mysql's bytes still go through, before the one connection that has more of them is held
        self.bytes_left = None
        self.held = False

    def on(self):
        self.sockets.append(socket.create_server(("127.0.0.1", self.port)))
        threading.Thread(target=self.accept, args=(self.sockets[-1],), daemon=True).start()

    def accept(self, listener):
        with suppress(OSError):
            while True:
                client = listener.accept()[0]
                server = socket.create_connection((os.environ["MYSQL_HOST"], int(os.environ["MYSQL_PORT"])))
                self.sockets += [client, server]
                threading.Thread(target=self.copy, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self.copy, args=(server, client, True), daemon=True).start()

    def copy(self, source, target, from_mysql):
        with suppress(OSError):
            while data := source.recv(4096):
                target.sendall(data)
                if from_mysql and self.bytes_left:
                    self.bytes_left = max(self.bytes_left - len(data), 0)
                    if self.bytes_left == 0:
                        self.held = True
                        environment.wait_until(lambda: not self.held, 60)
        target.close()

    def off(self):
        self.held = False
        while self.sockets:
            one = self.sockets.pop()
            with suppress(OSError):
                # this wakes the thread that waits for the socket
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@pytest.fixture(autouse=True)
def shop():
    services.new_shop()
    rows.put_rows(rows.rows_of(ORDERS))
    yield
    for pid in list(faults.frozen):
        faults.thaw(pid)
    services.stop_all()
    row_locks.close_sessions()


@pytest.fixture
def proxy():
    one = Proxy()
    yield one
    services.stop_all()
    one.off()


def start_api(**changes):
    port = services.free_port()
    services.start_api(port, REPORT_CACHE_SECONDS="3", UVICORN_LOG_LEVEL="critical", **changes)
    return port


def ask(port, path):
    status, found = services.get(port, path)
    assert status == 200, (path, found)
    return found


def rows_of_order(order_id, other_id, number):
    date = FIRST + timedelta(seconds=number)
    return {
        "customers": [(other_id, "Zoë", "z@e", "Ireland", date)], "products": [(other_id, "Tea", "Kitchen", date)],
        "orders": [(order_id, other_id, str(number), date, date, date)],
        "order_items": [(order_id, 1, other_id, 1, number)],
    }


def write_and_ask(port, number):
    """What was committed is in the next answer, and nobody gets the answer of another."""
    for turn in range(5):
        order = rows_of_order(f"new-{number}-{turn}", f"new-{number}", turn)
        rows.put_rows(order if turn == 0 else order | {"customers": [], "products": []})
        found = ask(port, f"/api/orders?customer_id=new-{number}")
        assert [one["order_id"] for one in found] == [f"new-{number}-{count}" for count in range(turn, -1, -1)]
        assert ask(port, f"/api/orders/new-{number}-{turn}")["lines"][0]["unit_price"] == f"{turn}.0000"
        assert ask(port, f"/api/customers/new-{number}")["customer_id"] == f"new-{number}"
        limit = number % 20 + 1
        assert ask(port, f"/api/products?limit={limit}") == PRODUCTS[:limit]
        assert ask(port, f"/api/reports/top-customers?limit={limit}") == TOP_CUSTOMERS[:limit]


def change_order():
    # the status and the line's price are the same number, changed in one transaction
    connection = environment.connect_to_mysql()
    cursor = connection.cursor()
    for number in range(1, 300):
        cursor.execute("START TRANSACTION")
        cursor.execute("UPDATE orders SET status = %s WHERE order_id = 'half'", (str(number),))
        cursor.execute("UPDATE order_items SET unit_price = %s WHERE order_id = 'half'", (number,))
        connection.commit()
    connection.close()


def test_new_rows_and_whole_orders():
    port = start_api()
    with ThreadPoolExecutor(64) as clients:
        list(clients.map(lambda number: write_and_ask(port, number), range(64)))
    rows.put_rows(rows_of_order("half", "half", 0))
    seen = set()
    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(change_order)
        while not writing.done():
            found = ask(port, "/api/orders/half")
            assert found["lines"][0]["unit_price"] == found["status"] + ".0000"
            seen.add(found["status"])
        writing.result()
    print(f"of an order that was changed 300 times, {len(seen)} versions were seen, each of them whole")
    assert len(seen) > 10


def running_reports(words):
    query = ("SELECT id FROM information_schema.processlist WHERE info LIKE '%SELECT%order_items%' AND info LIKE"
             f" '%{words}%' AND id != CONNECTION_ID()")
    return [row[0] for row in row_locks.root_rows(query)]


def test_one_query_for_all_who_ask():
    port = start_api()
    cursor = row_locks.root_session().cursor()
    cursor.execute("LOCK TABLES order_items WRITE")
    seen = set()
    with ThreadPoolExecutor(64) as clients:
        waiting = [clients.submit(services.get, port, "/api/reports/revenue-by-country") for number in range(64)]
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            seen |= set(running_reports("customers.country"))
        cursor.execute("UNLOCK TABLES")
        assert [client.result() for client in waiting] == [COUNTRIES] * 64 and len(seen) == 1
    # a query that is killed gives nobody a wrong answer, and is not kept
    cursor.execute("LOCK TABLES order_items WRITE")
    with ThreadPoolExecutor(1) as clients:
        waiting = clients.submit(services.get, port, "/api/reports/revenue-by-category")
        environment.wait_until(lambda: running_reports("products.category"))
        row_locks.root_rows(f"KILL QUERY {running_reports('products.category')[0]}")
        assert waiting.result() == MYSQL_AWAY
    cursor.execute("UNLOCK TABLES")
    assert ask(port, "/api/reports/revenue-by-category") == expected.revenue_by_category(ORDERS)


def test_reports_are_renewed():
    port = start_api()
    ask(port, "/api/reports/revenue-by-month")
    rows.put_rows(rows_of_order("new", "new", 1))
    month = {"month": "2026-01", "revenue": "1.0000", "order_count": 1}
    assert month not in ask(port, "/api/reports/revenue-by-month")
    environment.wait_until(lambda: month in ask(port, "/api/reports/revenue-by-month"), 3.5)


def test_a_slow_reader_holds_up_nobody(proxy):
    proxy.on()
    port = start_api(MYSQL_PORT=str(proxy.port))
    wanted = ask(port, "/api/orders?limit=500")
    with ThreadPoolExecutor(1) as clients:
        # behind the first 16 kb, which are encrypted as one, so that the api has the first rows already
        proxy.bytes_left = 20_000
        slow = clients.submit(services.get, port, "/api/orders?limit=500")
        environment.wait_until(lambda: proxy.held)
        began = time.monotonic()
        for turn in range(20):
            assert ask(port, "/health/mysql")["status"] == "ok"
            assert len(ask(port, "/api/orders?limit=3")) == 3
            assert ask(port, "/api/orders/SO-2025-00001")["customer_id"] == "C-1007"
        assert not slow.done() and time.monotonic() - began < 5
        proxy.held = False
        assert slow.result() == (200, wanted)


def kill_connections():
    user = os.environ["MYSQL_API_USER"]
    for (number,) in row_locks.root_rows(f"SELECT id FROM information_schema.processlist WHERE user = '{user}'"):
        row_locks.root_rows(f"KILL {number}")


def test_mysql_away(proxy):
    port = start_api(MYSQL_PORT=str(proxy.port))
    for turn in range(2):
        status, found = services.get(port, "/health/mysql")
        assert (status, found["status"], found["service"]) == (503, "error", "mysql")
        assert f"127.0.0.1:{proxy.port}" in found["message"] and os.environ["MYSQL_API_PASSWORD"] not in str(found)
        for path in ("orders", "orders/A1", "customers", "reports/top-products", "pipeline/status", "pipeline/batches"):
            assert services.get(port, f"/api/{path}") == MYSQL_AWAY, path
        assert services.get(port, "/api/orders?limit=0")[0] == 422
        assert services.get(port, "/")[0] == 200 == services.get(port, "/api/pipeline/rejected-orders")[0]
        proxy.on()
        for kill in range(3):
            assert len(ask(port, "/api/orders")) == 50 and ask(port, "/health/mysql")["status"] == "ok"
            kill_connections()
        assert len(ask(port, "/api/orders")) == 50
        proxy.off()
    status, found = services.get(start_api(MYSQL_PASSWORD="secretword"), "/health/mysql")
    assert status == 503 and "Access denied for user" in found["message"] and "secretword" not in str(found)


def check_without_mongodb(port):
    for path in ("/api/pipeline/status", "/api/pipeline/rejected-orders"):
        began = time.monotonic()
        assert services.get(port, path) == MONGO_AWAY and time.monotonic() - began < 5
    status, found = services.get(port, "/health/mongo")
    assert (status, found["status"], found["service"]) == (503, "error", "mongo")
    began = time.monotonic()
    assert services.get(port, "/api/orders/bad") == (404, {"detail": "there is no order bad"})
    assert time.monotonic() - began < 2
    assert ask(port, "/health/mysql")["status"] == "ok" and len(ask(port, "/api/orders")) == 50
    assert ask(port, "/api/pipeline/batches") == ask(port, "/api/pipeline/rejected-messages") == []


def test_mongodb_away():
    environment.orders.insert_one({"etl_order_id": "bad", "etl_status": "REJECTED"})
    check_without_mongodb(start_api(MONGO_URI=f"mongodb://127.0.0.1:{services.free_port()}/"))
    port = start_api()
    rejected = (404, {"detail": "order bad was rejected, see /api/pipeline/rejected-orders"})
    assert services.get(port, "/api/orders/bad") == rejected
    pid = faults.freeze("MONGOD_PID")
    check_without_mongodb(port)
    faults.thaw(pid)
    environment.wait_until(lambda: services.get(port, "/api/orders/bad") == rejected)
    assert ask(port, "/api/pipeline/status")["rejected_orders"] == 1


def handler_reads():
    return sum(int(value) for name, value in database.select("SHOW SESSION STATUS LIKE 'Handler_read%'"))


def rows_read(action):
    """Returns (rows that MySQL read for the action, what the action returned)."""
    # to ask for the number reads rows too
    first = handler_reads()
    before = handler_reads()
    found = action()
    return handler_reads() - before - (before - first), found


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
    """Each page costs the same at any depth."""
    services.new_shop()
    rows.put_rows(many_rows())
    for status in (None, "PAID"):
        for customer_id in (None, "C00001"):
            for second in (None, 150, 100, 5):
                before = second and (FIRST + timedelta(seconds=second)).replace(tzinfo=timezone.utc)
                last_id = second and f"A{second:03}50"
                count, page = rows_read(lambda: find_orders(PAGE, status, customer_id, before, last_id))
                assert count <= 3 * PAGE and (len(page) == PAGE or second == 5 or customer_id and status)
    for action, found in (
        (lambda: find_customers(PAGE, "C01000"), PAGE), (lambda: find_products(PAGE, "P02500", None), PAGE),
        (lambda: find_products(PAGE, "P02500", "Category 1"), PAGE), (lambda: [find_customer("C01000")], 1),
        (lambda: find_order("A00000")["lines"], 30), (lambda: find_batches(PAGE), 0),
        (lambda: find_rejected_messages(PAGE), 0),
    ):
        count, answer = rows_read(action)
        assert len(answer) == found and count <= 3 * max(found, 1) + 3
