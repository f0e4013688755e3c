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
from tests.support.sample_order import ON_THE_WIRE, ROWS
from loader.connection.mysql_connection import connection
from loader.load_customers import load_customers
from loader.load_order_items import delete_lines, insert_lines, read_products
from loader.load_orders import load_orders
from loader.load_products import load_products


def lines():
    connection.commit()
    rows = environment.mysql_rows("""
        SELECT order_items.order_id, order_items.line_number, order_items.product_id, order_items.quantity,
            order_items.unit_price
        FROM order_items
        ORDER BY order_items.order_id, order_items.line_number""")
    print("  ", *rows, sep="\n   ")
    return rows


def test_load_order_items():
    environment.empty()
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    print("1 load an order")
    load_customers(cursor, [ON_THE_WIRE])
    load_products(cursor, [ON_THE_WIRE])
    load_orders(cursor, [ON_THE_WIRE], [])
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
