"""
Load order items - the lines of an order, with their numbers

FLOW:
    1 load an order, which has two lines
    2 delete its lines
    3 insert them again

LIBRARIES:
    mysql-connector-python: talks to MySQL; insert_rows() sends all rows in one statement
"""
from tests.support import environment
from tests.support.rows import stored_rows
from tests.support.sample_order import ON_THE_WIRE, ROWS, message
from loader.connection.mysql_connection import connection
from loader.load_batch import load_batch
from loader.load_order_items import delete_lines, insert_lines, read_products


def lines():
    connection.commit()
    print("  ", *stored_rows("order_items"), sep="\n   ")
    return stored_rows("order_items")


def test_load_order_items():
    environment.empty()
    print("1 load an order")
    load_batch(message(), [ON_THE_WIRE])
    cursor = connection.cursor()
    assert lines() == ROWS["order_items"]
    assert read_products(cursor, ["A1"]) == {("P1", "A1"), ("P2", "A1")}

    print("2 delete its lines")
    delete_lines(cursor, ["A1"])
    assert lines() == []

    print("3 insert them again")
    assert insert_lines(cursor, [ON_THE_WIRE]) == 2
    assert lines() == ROWS["order_items"]


if __name__ == "__main__":
    test_load_order_items()
