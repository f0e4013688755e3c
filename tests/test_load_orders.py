"""
Load orders - the version of an order that was claimed last is the one in MySQL, whatever arrives when

FLOW:
    1 load a version that was claimed on 7 January
    2 load a version that was claimed on 9 January, with one line: it replaces the first one
    3 the first one arrives once more: nothing changes

LIBRARIES:
    mysql-connector-python: talks to MySQL; a cursor runs statements, commit() makes them last
"""
from datetime import datetime
from decimal import Decimal
from tests.support import environment
from tests.support.rows import stored_rows
from tests.support.sample_order import ON_THE_WIRE, ROWS
from loader.connection.mysql_connection import connection
from loader.load_customers import load_customers
from loader.load_orders import load_orders, read_versions
from loader.load_products import load_products

LATER = dict(ON_THE_WIRE, status="SHIPPED", read_at="2026-01-09 00:00:00.000", items=ON_THE_WIRE["items"][:1])
ROW = ROWS["orders"][0]
LATER_ROW = (*ROW[:2], "SHIPPED", *ROW[3:5], Decimal("19.8000"), datetime(2026, 1, 9), *ROW[7:])


def load(order):
    cursor = connection.cursor()
    load_customers(cursor, [order])
    load_products(cursor, [order])
    print("   (orders, lines) written:", load_orders(cursor, [order], list(read_versions(cursor, ["A1"]))))
    connection.commit()
    print("  ", *stored_rows("orders"))
    return stored_rows("orders"), stored_rows("order_items")


def test_load_orders():
    environment.empty()
    connection.ping(reconnect=True)
    print("1 load a version")
    assert load(ON_THE_WIRE) == (ROWS["orders"], ROWS["order_items"])
    print("2 load a version that was claimed later")
    assert load(LATER) == ([LATER_ROW], ROWS["order_items"][:1])
    print("3 the first one arrives once more")
    assert load(ON_THE_WIRE) == ([LATER_ROW], ROWS["order_items"][:1])


if __name__ == "__main__":
    test_load_orders()
