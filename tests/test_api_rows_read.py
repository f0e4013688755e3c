"""
Rows read - a page of the API costs the same at any depth

MySQL's own counters tell how many rows were read for each: at most three times the limit.

FLOW:
    1 put 20,000 orders, many with one created_at, and 5,000 products into MySQL
    2 ask for pages of orders at the beginning, in the middle and near the end, with every combination of filters
    3 ask for the other lists, and by id

LIBRARIES:
    mysql-connector-python: SHOW SESSION STATUS LIKE 'Handler_read%' counts the rows that a session has read
"""
from datetime import datetime, timedelta, timezone
from tests import own_shop
from query_api.connection.mysql_connection import database
from query_api.find_customers import find_customer, find_customers
from query_api.find_order import find_order
from query_api.find_orders import find_orders
from query_api.find_products import find_products

LIMIT = 50
STATUSES = ("PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED")
FIRST = datetime(2026, 1, 1)


def fill_tables():
    own_shop.empty_shop()
    root = own_shop.connect_as_root(own_shop.NAME)
    cursor = root.cursor()
    # ten customers have nearly all orders, the others one each
    customers = [(f"C{number:05}", "Zoë", "zoe@example.com", "Ireland", FIRST) for number in range(2000)]
    products = [(f"P{number:05}", "Tea", f"Category {number % 3}", FIRST) for number in range(5000)]
    orders = []
    for number in range(20000):
        customer = f"C{number % 10:05}" if number % 10 else f"C{number // 10:05}"
        # a hundred orders share each created_at
        orders.append((f"A{number:05}", customer, STATUSES[number % 5], FIRST + timedelta(seconds=number // 100), FIRST, FIRST))
    for first in range(0, 20000, 1000):
        cursor.executemany("INSERT IGNORE INTO customers VALUES (%s, %s, %s, %s, %s)", customers[first:first + 1000] or customers[:1])
        cursor.executemany("INSERT IGNORE INTO products VALUES (%s, %s, %s, %s)", products[first:first + 1000] or products[:1])
        cursor.executemany(
            "INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, loaded_at) VALUES (%s, %s, %s, %s, %s, %s)",
            orders[first:first + 1000],
        )
    cursor.executemany("INSERT INTO order_items VALUES (%s, %s, %s, %s, %s)", [("A00000", line, f"P{line:05}", 1, 1) for line in range(1, 31)])
    root.close()


def rows_read(action):
    """Returns (rows that MySQL read for the action, what the action returned)."""
    def count():
        return sum(int(value) for name, value in database.select("SHOW SESSION STATUS LIKE 'Handler_read%'"))
    before = count()
    nothing = count() - before
    before = count()
    answer = action()
    return count() - before - nothing, answer


def test_pages_of_orders():
    print("1 put 20,000 orders and 5,000 products into MySQL")
    fill_tables()
    print(f"2 ask for pages of {LIMIT} orders")
    for status in (None, "PAID"):
        for customer_id in (None, "C00001"):
            for second in (None, 150, 100, 5):
                before = None if second is None else (FIRST + timedelta(seconds=second)).replace(tzinfo=timezone.utc)
                reads, page = rows_read(lambda: find_orders(LIMIT, status, customer_id, None, before, None if before is None else f"A{second:03}50"))
                print(f"  status {status}, customer {customer_id}, before second {second}: {reads} rows read, {len(page)} answered")
                assert reads <= 3 * LIMIT
                # c00001 has every order that ends with 1, and none of them is paid unless it ends with 1 or 6
                assert len(page) == LIMIT or second == 5


def test_everything_else():
    fill_tables()
    print("3 ask for the other lists, and by id")
    for name, action, expected in (
        ("customers in the middle", lambda: find_customers("C01000", LIMIT), LIMIT),
        ("products in the middle", lambda: find_products(None, "P02500", LIMIT), LIMIT),
        ("products of a category", lambda: find_products("Category 1", "P02500", LIMIT), LIMIT),
        ("one order by the list", lambda: find_orders(LIMIT, None, None, "A10000", None, None), 1),
        ("one customer", lambda: [find_customer("C01000")], 1),
        ("one order of 30 lines", lambda: find_order("A00000")["lines"], 30),
    ):
        reads, answer = rows_read(action)
        print(f"  {name}: {reads} rows read, {len(answer)} answered")
        assert len(answer) == expected
        assert reads <= 3 * max(expected, 1) + 3


if __name__ == "__main__":
    test_pages_of_orders()
    test_everything_else()
