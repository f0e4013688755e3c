"""
Load products - a product has the texts of its newest order, the one with the greatest (created_at, order_id)

FLOW:
    1 load an order of 5 January: its two products are there
    2 load a late one of 4 January in which tea has another name: nothing changes
    3 load one of 10 January in which tea stands on two lines with two names: the later line counts
    4 the order of 10 January has no tea any more, so it gives up the texts: the next order decides

LIBRARIES:
    mysql-connector-python: talks to MySQL; a cursor runs statements, commit() makes them last
"""
from datetime import datetime
from tests.support import environment
from tests.support.rows import stored_rows
from tests.support.sample_order import ON_THE_WIRE, ROWS
from loader.connection.mysql_connection import connection
from loader.load_products import give_up_products, load_products

TEA, CUP = ON_THE_WIRE["items"]
GREEN_TEA, BLACK_TEA = dict(TEA, name="Green tea"), dict(TEA, name="Black tea")


def load(items, order_id, created_at):
    load_products(connection.cursor(), [dict(ON_THE_WIRE, items=items, order_id=order_id, created_at=created_at)])
    connection.commit()
    print("  ", *stored_rows("products"), sep="\n   ")
    return stored_rows("products")


def test_load_products():
    environment.empty()
    connection.ping(reconnect=True)
    print("1 load an order of 5 January")
    assert load([TEA, CUP], "A1", "2026-01-05 10:00:00.123") == ROWS["products"]
    print("2 load a late one of 4 January in which tea is green tea")
    assert load([GREEN_TEA], "A2", "2026-01-04 00:00:00.000") == ROWS["products"]
    print("3 load one of 10 January in which tea is green tea, and on another line black tea")
    newest = ("P1", "Black tea", "Kitchen", datetime(2026, 1, 10), "A3")
    assert load([GREEN_TEA, BLACK_TEA], "A3", "2026-01-10 00:00:00.000") == [newest, ROWS["products"][1]]
    print("4 the order of 10 January has no tea any more, and an old order comes")
    give_up_products(connection.cursor(), [("P1", "A3")])
    assert load([TEA], "A1", "2026-01-05 10:00:00.123") == ROWS["products"]


if __name__ == "__main__":
    test_load_products()
