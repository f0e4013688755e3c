"""
Reconcile reads rows - an order of MySQL with its lines, under the names of the columns, with dates as in a message

FLOW:
    1 put an order into MySQL
    2 read the ids of all orders, and of the DELETED ones
    3 read the order with its lines

LIBRARIES:
    mysql-connector-python: talks to MySQL; cursor(dictionary=True) gives each row as a dict
"""
from tests.support import environment, rows
from tests.support.sample_order import ON_THE_WIRE, ORDER_COLUMNS, ROWS
from reconcile.read_rows import in_chunks, read_order_ids, read_stored_orders


def test_read_rows():
    environment.empty()
    rows.put_rows(ROWS)
    print("1 an order in MySQL:", ROWS["orders"][0])
    print("2 the ids:", read_order_ids())
    assert read_order_ids() == ({"A1"}, set())

    stored = read_stored_orders(["A1", "A2"])
    print("3 read:", stored)
    assert stored == {"A1": ({column: ON_THE_WIRE[column] for column in ORDER_COLUMNS.split(", ")}, [
        {"order_id": "A1", "line_number": 1, "product_id": "P1", "quantity": 2, "unit_price": "9.9000"},
        {"order_id": "A1", "line_number": 2, "product_id": "P2", "quantity": 1, "unit_price": "0.1000"},
    ])}
    assert [len(chunk) for chunk in in_chunks(list(range(2500)))] == [1000, 1000, 500]


if __name__ == "__main__":
    test_read_rows()
