"""
Load products - a product has the texts of the order with the newest updated_at that names it

FLOW:
    1 load an order of 6 January: its two products are there
    2 load a late one of 5 January in which tea has another name: nothing changes
    3 load one of 10 January in which tea has another name: the name changes

LIBRARIES:
    mysql-connector-python: talks to MySQL; a cursor runs statements, commit() makes them last
"""
from datetime import datetime
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE, ROWS
from loader.connection.mysql_connection import connection
from loader.load_products import load_products

GREEN_TEA = dict(ON_THE_WIRE["items"][0], name="Green tea")


def load(order):
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    load_products(cursor, [order])
    connection.commit()
    rows = environment.mysql_rows("SELECT * FROM products ORDER BY product_id")
    print("  ", *rows, sep="\n   ")
    return rows


def test_load_products():
    environment.empty()
    print("1 load an order of 6 January")
    assert load(ON_THE_WIRE) == ROWS["products"]

    print("2 load a late one of 5 January in which tea is green tea")
    assert load(dict(ON_THE_WIRE, items=[GREEN_TEA], updated_at="2026-01-05 00:00:00.000")) == ROWS["products"]

    print("3 load one of 10 January in which tea is green tea")
    rows = load(dict(ON_THE_WIRE, items=[GREEN_TEA], updated_at="2026-01-10 00:00:00.000"))
    assert rows == [("P1", "Green tea", "Kitchen", datetime(2026, 1, 10)), ROWS["products"][1]]


if __name__ == "__main__":
    test_load_products()
