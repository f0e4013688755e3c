"""
One load step - a page of orders becomes rows in MySQL

FLOW:
    1 load a page with two orders
    2 look at the rows of all four tables
    3 load the same page again: nothing changes
    4 load a newer version with other lines: it replaces the order and its lines
    5 load an older version: nothing changes
    6 two versions in one page: the newest one stays
    7 a customer's and a product's text: they change with a newer order only
    8 a page of 500 orders: it is written with four INSERT statements
    9 each table by itself: the function for customers, for products, for orders, for lines
    10 kill the loader's connection: the next one has the same settings

LIBRARIES:
    mysql-connector-python: talks to MySQL; execute() runs a statement with bound values, executemany() sends many
    rows in one statement, commit() makes them last
    decimal (comes with Python): exact decimal numbers, as MySQL's DECIMAL gives them
    copy (comes with Python): deepcopy() copies the expected rows, so that a change leaves them as they are
"""
import copy
from datetime import datetime
from decimal import Decimal
import mysql.connector
from tests import own_shop
from loader.id_list import fill_id_list
from loader.load_customers import load_customers
from loader.load_order_items import delete_lines, insert_lines
from loader.load_orders import load_orders
from loader.load_page import load_page, newest_versions
from loader.load_products import load_products
from loader.connection.mysql_connection import connection

TEA = {"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": "9.9000"}
CUP = {"product_id": "P2", "name": "Cup 😀 100% \"'\\", "category": "Kitchen", "quantity": 1, "unit_price": "9999999999.9999"}
FIRST = {
    "order_id": "A1",
    "status": "PAID",
    "created_at": "2026-01-05 10:00:00.123",
    "updated_at": "2026-01-06 00:00:00.000",
    "customer": {"customer_id": "C1", "name": "Zoë O'Brien", "email": "zoe@example.com", "country": "Ireland"},
    "items": [TEA, CUP, TEA],
}
SECOND = dict(FIRST, order_id="a1", items=[CUP], customer=dict(FIRST["customer"], customer_id="C1 "))


def rows(table, key):
    return own_shop.mysql_rows(f"SELECT * FROM {table} ORDER BY {key}")


def all_rows():
    orders = [row[:5] for row in rows("orders", "order_id")]
    return rows("customers", "customer_id"), rows("products", "product_id"), orders, rows("order_items", "order_id, line_number")


CREATED = datetime(2026, 1, 5, 10, 0, 0, 123000)
UPDATED = datetime(2026, 1, 6)
EXPECTED = (
    [("C1", "Zoë O'Brien", "zoe@example.com", "Ireland", UPDATED), ("C1 ", "Zoë O'Brien", "zoe@example.com", "Ireland", UPDATED)],
    [("P1", "Tea", "Kitchen", UPDATED), ("P2", "Cup 😀 100% \"'\\", "Kitchen", UPDATED)],
    [("A1", "C1", "PAID", CREATED, UPDATED), ("a1", "C1 ", "PAID", CREATED, UPDATED)],
    [
        ("A1", 1, "P1", 2, Decimal("9.9000")),
        ("A1", 2, "P2", 1, Decimal("9999999999.9999")),
        ("A1", 3, "P1", 2, Decimal("9.9000")),
        ("a1", 1, "P2", 1, Decimal("9999999999.9999")),
    ],
)


def test_one_load_step():
    own_shop.empty_shop()
    print("1 load a page with two orders")
    assert load_page([FIRST, SECOND]) == (2, 4)
    print("2 look at the rows:")
    for name, table in zip(("customers", "products", "orders", "order_items"), all_rows()):
        print(" ", name)
        for row in table:
            print("   ", *row, sep=" | ")
    assert all_rows() == EXPECTED
    loaded_at = rows("orders", "order_id")[0][5]
    now = own_shop.mysql_rows("SELECT UTC_TIMESTAMP(3)")[0][0]
    assert abs((now - loaded_at).total_seconds()) < 60

    print("3 load the same page again: nothing changes")
    assert load_page([FIRST, SECOND]) == (2, 4)
    assert all_rows() == EXPECTED


def test_newest_version_wins():
    own_shop.empty_shop()
    load_page([FIRST, SECOND])
    print("4 load a newer version: it replaces the order and its lines")
    newer = dict(FIRST, status="SHIPPED", updated_at="2026-01-07 00:00:00.000", items=[CUP, TEA],
                 customer={"customer_id": "C2", "name": "Ann", "email": "ann@example.com", "country": "France"})
    assert load_page([newer]) == (1, 2)
    newer_rows = copy.deepcopy(EXPECTED)
    newer_rows[0].append(("C2", "Ann", "ann@example.com", "France", datetime(2026, 1, 7)))
    newer_rows[2][0] = ("A1", "C2", "SHIPPED", CREATED, datetime(2026, 1, 7))
    newer_rows[3][0:3] = [("A1", 1, "P2", 1, Decimal("9999999999.9999")), ("A1", 2, "P1", 2, Decimal("9.9000"))]
    assert all_rows() == newer_rows

    print("5 load an older version: nothing changes")
    assert load_page([FIRST]) == (0, 0)
    assert all_rows() == newer_rows

    print("6 two versions in one page: the newest stays, whichever comes first")
    newest = dict(newer, status="DELIVERED", updated_at="2026-01-08 00:00:00.000")
    for page in ([newest, newer, FIRST], [FIRST, newer, newest]):
        own_shop.empty_shop()
        assert newest_versions(page) == [newest]
        assert load_page(page) == (1, 2)
        assert rows("orders", "order_id")[0][:5] == ("A1", "C2", "DELIVERED", CREATED, datetime(2026, 1, 8))
    same_time = dict(newest, status="CANCELLED")
    assert newest_versions([newest, same_time]) == [same_time]


def test_customers_and_products_keep_their_newest_text():
    own_shop.empty_shop()
    load_page([dict(FIRST, updated_at="2026-01-06 00:00:00.000")])
    print("7 a customer's and a product's text change with a newer order only")
    renamed = dict(FIRST["customer"], name="Zoë Smith")
    green = dict(TEA, name="Green Tea")
    load_page([dict(FIRST, order_id="A2", updated_at="2026-01-05 00:00:00.000", customer=renamed, items=[green])])
    assert rows("customers", "customer_id") == [EXPECTED[0][0]]
    assert rows("products", "product_id") == EXPECTED[1]
    load_page([dict(FIRST, order_id="A3", updated_at="2026-01-09 00:00:00.000", customer=renamed, items=[green])])
    assert rows("customers", "customer_id") == [("C1", "Zoë Smith", "zoe@example.com", "Ireland", datetime(2026, 1, 9))]
    assert rows("products", "product_id") == [("P1", "Green Tea", "Kitchen", datetime(2026, 1, 9)), EXPECTED[1][1]]


def statements_of(action):
    """Returns how many INSERT statements the loader's session sent while the action ran."""
    def count():
        cursor = connection.cursor()
        cursor.execute("SHOW SESSION STATUS LIKE 'Com_insert'")
        number = int(cursor.fetchall()[0][1])
        cursor.close()
        return number
    before = count()
    action()
    return count() - before


def test_a_page_is_a_few_statements():
    own_shop.empty_shop()
    page = [dict(FIRST, order_id=f"N{number}") for number in range(500)]
    sent = statements_of(lambda: load_page(page))
    print(f"8 a page of 500 orders with 1500 lines was written with {sent} INSERT statements")
    # one each for customers, products, orders and lines
    assert sent == 4
    connection.commit()
    assert mysql.connector.HAVE_CEXT, "mysql-connector-python has lost its c extension and is 2.3 times slower"
    assert fill_id_list("IN (ID_LIST)", ["a", "b", "c"]) == "IN (%s, %s, %s)"


def test_one_table_at_a_time():
    own_shop.empty_shop()
    print("9 each table by itself")
    cursor = connection.cursor()
    load_customers(cursor, [FIRST])
    load_products(cursor, [FIRST])
    assert load_orders(cursor, [FIRST]) == (1, 3)
    delete_lines(cursor, ["A1"])
    assert insert_lines(cursor, []) == 0
    assert insert_lines(cursor, [FIRST]) == 3
    connection.commit()
    cursor.close()
    assert all_rows() == (EXPECTED[0][:1], EXPECTED[1], EXPECTED[2][:1], EXPECTED[3][:3])


def test_session_settings_survive_a_reconnect():
    def settings():
        connection.ping(reconnect=True)
        cursor = connection.cursor()
        cursor.execute(
            "SELECT CONNECTION_ID(), @@transaction_isolation, @@time_zone, @@wait_timeout, @@lock_wait_timeout, @@innodb_lock_wait_timeout"
        )
        row = cursor.fetchall()[0]
        connection.commit()
        return row
    first = settings()
    own_shop.mysql_rows(f"KILL {first[0]}")
    second = settings()
    print("10 kill the loader's connection: its number and its settings before and after that", first, second, sep="\n  ")
    assert first[0] != second[0]
    assert first[1:] == second[1:] == ("READ-COMMITTED", "+00:00", 60, 5, 5)


if __name__ == "__main__":
    test_one_load_step()
    test_newest_version_wins()
    test_customers_and_products_keep_their_newest_text()
    test_a_page_is_a_few_statements()
    test_one_table_at_a_time()
    test_session_settings_survive_a_reconnect()
