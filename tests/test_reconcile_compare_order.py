"""
Reconcile compares an order - as MongoDB has it, with its row, its lines, its customer and its products in MySQL

FLOW:
    1 put an order into MySQL, and take its document, which is SENT
    2 make of the document what MySQL must have, and read the rows: nothing is different
    3 change one thing after the other in MySQL by hand: each difference is named

LIBRARIES:
    mysql-connector-python: talks to MySQL
"""
from tests.support import environment, rows
from tests.support.sample_order import DOCUMENT, READ_AT, ROWS
from reconcile.compare_order import find_difference
from reconcile.read_documents import order_of
from reconcile.read_rows import read_rows

FAULTS = (
    ("UPDATE customers SET country = 'Iceland'",
     ("customer different", "customer 'C1': country is 'Iceland' in MySQL and 'Ireland' in MongoDB")),
    ("UPDATE order_items SET quantity = 3 WHERE order_items.line_number = 2",
     ("different", "line 2: quantity is 3 in MySQL and 1 in MongoDB")),
    ("UPDATE orders SET total = 20", ("different", "total is '20.0000' in MySQL and '19.9000' in MongoDB")),
    ("UPDATE orders SET read_at = '2026-01-08'",
     ("MongoDB older than MySQL", "total is '20.0000' in MySQL and '19.9000' in MongoDB")),
)


def compare(order):
    found = read_rows(["A1"], ["C1"], ["P1", "P2"])
    return find_difference(order, found, soon="2026-02-01 00:00:00.000")


def test_compare_order():
    environment.empty()
    rows.put_rows(ROWS)
    order = order_of(dict(DOCUMENT, document_id=7, etl_status="SENT", etl_at=READ_AT))
    print("1 what MySQL must have:", order)
    print("2", compare(order))
    assert compare(order) is None
    for statement, difference in FAULTS:
        environment.mysql_rows(statement)
        print("3", statement, "->", compare(order))
        assert compare(order) == difference
    assert compare(dict(order, order_id="A2")) == ("missing", "SENT, but not in MySQL")


if __name__ == "__main__":
    test_compare_order()
