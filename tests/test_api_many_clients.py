"""
Many clients of the query api - right answers to 64 at once, and new rows seen at once

The code under test: query_api.connection.mysql_connection, and query_api.router with all that is behind it

FLOW:
    1 take the sample orders from MongoDB to MySQL, start the api
    2 ask at the same time with 64 clients, each for other things: every answer is the oracle's
    3 write a row into MySQL and ask for it, 20 times with 8 clients: each row is there in the next answer
    4 while one client changes an order and its lines together, the others never see half of a change

LIBRARIES:
    concurrent.futures (comes with Python): runs a function in many threads and collects what each returned
"""
import time
from concurrent.futures import ThreadPoolExecutor
from tests import oracle, own_shop

ORDERS = oracle.read_orders(oracle.sample_documents())
NEWEST_ORDERS = oracle.list_orders(ORDERS)
PRODUCTS = oracle.list_products(ORDERS)
TOP_CUSTOMERS = oracle.top_customers(ORDERS)
COUNTRIES = oracle.revenue_by_country(ORDERS)
PORT = own_shop.free_port()


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print("1 take the sample orders from MongoDB to MySQL, start the api")
    own_shop.load_through_pipeline(oracle.sample_documents(), len(ORDERS))
    own_shop.start_api(PORT)


def teardown_module():
    """Runs once after them."""
    own_shop.stop_all()


def ask(path):
    status, answer = own_shop.get(PORT, path)
    assert status == 200, (path, answer)
    return answer


def check_answers(number):
    """One client: asks for eight things that differ from client to client; returns how many answers it checked."""
    order = ORDERS[number]
    customer_id = order["customer_id"]
    of_customer = oracle.list_orders(ORDERS, customer_id=customer_id)
    assert oracle.without_time(ask(f"/api/orders/{order['order_id']}")) == order
    assert oracle.without_time(ask(f"/api/orders?customer_id={customer_id}&limit=500")) == of_customer
    assert oracle.without_time(ask(f"/api/orders?limit={number + 1}")) == NEWEST_ORDERS[:number + 1]
    assert ask(f"/api/customers/{customer_id}") == order["customer"]
    assert ask(f"/api/products?limit={number + 1}") == PRODUCTS[:number + 1]
    assert ask(f"/api/reports/top-customers?limit={number + 1}") == TOP_CUSTOMERS[:number + 1]
    assert ask("/api/reports/revenue-by-country") == COUNTRIES
    assert ask("/api/pipeline/loaded")["order_count"] == len(ORDERS)
    return 8


def test_64_clients_at_once():
    started = time.monotonic()
    with ThreadPoolExecutor(64) as clients:
        checked = sum(clients.map(check_answers, range(64)))
    print(f"2 ask at the same time with 64 clients: {checked} right answers in {time.monotonic() - started:.1f} s")
    assert checked == 64 * 8


def write_and_ask(number):
    """One client: puts a product into MySQL, then an order, and looks for them in the very next answers."""
    root = own_shop.connect_as_root(own_shop.NAME)
    cursor = root.cursor()
    for turn in range(20):
        new_id = f"new-{number}-{turn:02d}"
        cursor.execute("INSERT INTO products VALUES (%s, 'Tea', %s, '2026-01-05')", (new_id, f"category{number}"))
        products = ask(f"/api/products?category=category{number}")
        assert [product["product_id"] for product in products] == [f"new-{number}-{count:02d}" for count in range(turn + 1)]
        cursor.execute(
            "INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, loaded_at)"
            " VALUES (%s, 'C-1001', 'NEW', '2026-01-05', '2026-01-05', UTC_TIMESTAMP(3))", (new_id,),
        )
        assert ask(f"/api/orders/{new_id}")["status"] == "NEW"
        cursor.execute("UPDATE orders SET status = 'OLD' WHERE order_id = %s", (new_id,))
        assert ask(f"/api/orders?order_id={new_id}")[0]["status"] == "OLD"
        cursor.execute("DELETE FROM orders WHERE order_id = %s", (new_id,))
        assert own_shop.get(PORT, f"/api/orders/{new_id}")[0] == 404
    root.close()


def test_new_rows_are_seen_at_once():
    with ThreadPoolExecutor(8) as clients:
        list(clients.map(write_and_ask, range(8)))
    print("3 write a row into MySQL and ask for it: 8 clients saw their 20 rows come, change and go in the very next answer")
    own_shop.mysql_rows("DELETE FROM products WHERE product_id LIKE 'new-%'")


def test_an_order_is_never_half_old_and_half_new():
    own_shop.mysql_rows(
        "INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, loaded_at)"
        " VALUES ('half', 'C-1001', '0', '2026-01-05', '2026-01-05', UTC_TIMESTAMP(3))"
    )
    own_shop.mysql_rows("INSERT INTO order_items VALUES ('half', 1, 'STA-INK', 1, 0)")
    root = own_shop.connect_as_root(own_shop.NAME)
    cursor = root.cursor()

    def change():
        # the status and the line's price are the same number, changed in one transaction
        for number in range(1, 300):
            cursor.execute("START TRANSACTION")
            cursor.execute("UPDATE orders SET status = %s WHERE order_id = 'half'", (str(number),))
            cursor.execute("UPDATE order_items SET unit_price = %s WHERE order_id = 'half'", (number,))
            root.commit()

    seen = set()
    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(change)
        while not writing.done():
            answer = ask("/api/orders/half")
            assert answer["lines"][0]["unit_price"] == answer["status"] + ".0000"
            seen.add(answer["status"])
        writing.result()
    root.close()
    print(f"4 while one client changed an order 300 times, {len(seen)} versions were seen, each of them whole")
    assert len(seen) > 10
    own_shop.mysql_rows("DELETE FROM order_items WHERE order_id = 'half'")
    own_shop.mysql_rows("DELETE FROM orders WHERE order_id = 'half'")


if __name__ == "__main__":
    setup_module()
    test_64_clients_at_once()
    test_new_rows_are_seen_at_once()
    test_an_order_is_never_half_old_and_half_new()
