"""
Health of the query api - what it says while MySQL is away, and that it is well again by itself

The code under test: query_api.health_routes, query_api.main, query_api.connection.mysql_connection

The api reaches MySQL through a little forwarder in this file, which can be switched off and on;
the server itself is never touched.

FLOW:
    1 start the api while MySQL cannot be reached: its root path answers, its health is 503 with the reason
    2 switch the forwarder on, off and on again: health goes 200, 503, 200 and orders 200, 500, 200
    3 kill the api's sessions in MySQL: the next answer is right
    4 stop a query in the middle of an order: that answer is 500, and the ones after it are not frozen
    5 start an api with a wrong password: health says what is wrong, and not the password

LIBRARIES:
    socket (comes with Python): plain network connections; a forwarder copies all bytes from one to another and back
    threading (comes with Python): lets a function run beside the rest of the program
"""
import os
import socket
import threading
from tests import own_shop, run_service

PORT = own_shop.free_port()
FORWARDER_PORT = own_shop.free_port()
MYSQL = (os.environ["MYSQL_HOST"], int(os.environ["MYSQL_PORT"]))
OK = (200, {"status": "ok", "service": "mysql"})
open_sockets = []


def copy_bytes(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        # the forwarder was switched off
        pass
    target.close()


def accept_connections(listener):
    while True:
        try:
            client = listener.accept()[0]
        except OSError:
            # the forwarder was switched off
            return
        server = socket.create_connection(MYSQL)
        open_sockets.extend([client, server])
        threading.Thread(target=copy_bytes, args=(client, server), daemon=True).start()
        threading.Thread(target=copy_bytes, args=(server, client), daemon=True).start()


def forwarder_on():
    listener = socket.create_server(("127.0.0.1", FORWARDER_PORT))
    open_sockets.append(listener)
    threading.Thread(target=accept_connections, args=(listener,), daemon=True).start()


def forwarder_off():
    while open_sockets:
        one = open_sockets.pop()
        try:
            # this wakes the thread that waits for the socket
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            # it was closed before
            pass
        one.close()


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print("1 start the api while MySQL cannot be reached")
    own_shop.empty_shop()
    own_shop.mysql_rows("INSERT INTO customers VALUES ('C1', 'Zoë', 'zoe@example.com', 'Ireland', '2026-01-05')")
    own_shop.mysql_rows("INSERT INTO products VALUES ('P1', 'Tea', 'Kitchen', '2026-01-05')")
    insert_order("A1")
    # the log of each request that ends in 500 would fill the screen
    own_shop.start_api(PORT, MYSQL_PORT=str(FORWARDER_PORT), UVICORN_LOG_LEVEL="critical")


def teardown_module():
    """Runs once after them."""
    own_shop.stop_all()
    forwarder_off()


def insert_order(order_id):
    own_shop.mysql_rows(
        "INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, loaded_at)"
        " VALUES (%s, 'C1', 'PAID', '2026-01-05', '2026-01-05', '2026-01-05')", (order_id,),
    )
    own_shop.mysql_rows("INSERT INTO order_items VALUES (%s, 1, 'P1', 1, 9.9)", (order_id,))


def order_ids():
    status, answer = own_shop.get(PORT, "/api/orders")
    return [order["order_id"] for order in answer] if status == 200 else status


def assert_well():
    assert own_shop.get(PORT, "/health/mysql") == OK
    assert order_ids() == ["A1"]
    assert own_shop.get(PORT, "/api/orders/A1")[1]["lines"][0]["unit_price"] == "9.9000"


def assert_away():
    status, answer = own_shop.get(PORT, "/health/mysql")
    print(f"  health: {status} {answer}")
    assert (status, answer["status"], answer["service"]) == (503, "error", "mysql")
    assert f"127.0.0.1:{FORWARDER_PORT}" in answer["message"]
    assert os.environ["MYSQL_API_PASSWORD"] not in str(answer)
    for path in ("/api/orders", "/api/orders/A1", "/api/customers", "/api/reports/top-products", "/api/pipeline/loaded"):
        assert own_shop.get(PORT, path) == (500, b"Internal Server Error")
    # a wrong question is refused all the same
    assert own_shop.get(PORT, "/api/orders?limit=0")[0] == 422
    assert own_shop.get(PORT, "/") == (200, {"message": "query api is running, see /docs"})


def test_off_on_off_on():
    assert_away()
    print("2 switch the forwarder on, off and on again")
    for turn in (1, 2):
        forwarder_on()
        assert_well()
        print(f"  the forwarder is on for the {turn}. time: {own_shop.get(PORT, '/health/mysql')}")
        forwarder_off()
        print("  it is off")
        assert_away()
    forwarder_on()
    assert_well()


def sessions(state="%"):
    return own_shop.mysql_rows(
        "SELECT id FROM information_schema.processlist WHERE user = %s AND db = %s AND COALESCE(state, '') LIKE %s",
        (os.environ["MYSQL_API_USER"], own_shop.NAME, state),
    )


def test_killed_sessions():
    forwarder_off()
    forwarder_on()
    for turn in range(5):
        assert_well()
        killed = sessions()
        for session in killed:
            own_shop.mysql_rows(f"KILL {session[0]}")
        assert killed
    assert_well()
    print("3 kill the api's sessions in MySQL, five times: every answer was right")


def test_a_stopped_query():
    forwarder_off()
    forwarder_on()
    assert_well()
    answers = []
    root = own_shop.connect_as_root(own_shop.NAME)
    cursor = root.cursor()
    # the order can be read, its lines cannot, so the request waits in its transaction
    cursor.execute("LOCK TABLES order_items WRITE")
    client = threading.Thread(target=lambda: answers.append(own_shop.get(PORT, "/api/orders/A1")))
    client.start()
    own_shop.wait_until(lambda: sessions("Waiting for table%"))
    own_shop.mysql_rows(f"KILL QUERY {sessions('Waiting for table%')[0][0]}")
    client.join()
    cursor.execute("UNLOCK TABLES")
    root.close()
    assert answers == [(500, b"Internal Server Error")]
    assert order_ids() == ["A1"]
    for order_id in ("A2", "A3", "A4"):
        insert_order(order_id)
        assert order_ids()[0] == order_id
    print("4 stop a query in the middle of an order: the api still sees what is new,", order_ids())
    own_shop.mysql_rows("DELETE FROM order_items WHERE order_id != 'A1'")
    own_shop.mysql_rows("DELETE FROM orders WHERE order_id != 'A1'")
    assert_well()


def test_wrong_password():
    port = own_shop.free_port()
    api = own_shop.start_api(port, MYSQL_PASSWORD="secretword", UVICORN_LOG_LEVEL="critical")
    status, answer = own_shop.get(port, "/health/mysql")
    print(f"5 start an api with a wrong password; its health is {status} {answer}")
    assert (status, answer["status"]) == (503, "error")
    assert "Access denied for user" in answer["message"]
    assert "secretword" not in str(answer)
    assert own_shop.get(port, "/api/orders") == (500, b"Internal Server Error")
    run_service.stop(api)


if __name__ == "__main__":
    setup_module()
    test_off_on_off_on()
    test_killed_sessions()
    test_a_stopped_query()
    test_wrong_password()
    teardown_module()
