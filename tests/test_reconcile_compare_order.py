"""
Reconcile, compare order - an order of MongoDB beside its rows in MySQL: the first difference, with its kind

FLOW:
    1 put an order into MySQL and read its rows: nothing differs
    2 change one thing after the other in the order: each difference has its kind and a sentence
    3 change the name of the customer: it is the customer that is different

LIBRARIES:
    mysql-connector-python: talks to MySQL; the rows come as dicts, dates and money as text
"""
from tests.support import environment, rows
from tests.support.sample_order import ON_THE_WIRE, ROWS
from reconcile.compare_order import compare_order, find_wrong_texts
from reconcile.connection.mysql_connection import connection
from reconcile.read_rows import read_rows

LINES = [dict(item, line_number=number) for number, item in enumerate(ON_THE_WIRE["items"], start=1)]
ORDER = dict(ON_THE_WIRE, total="19.9000", deleted_at=None, items=LINES)
SOON = "2100-01-01 00:00:00.000"
CHANGES = [
    ({"status": "SHIPPED"}, ("different", "status is 'PAID' in MySQL and 'SHIPPED' in MongoDB")),
    ({"items": LINES[:1]}, ("different", "2 lines in MySQL and 1 in MongoDB")),
    ({"order_id": "A2"}, ("missing", "SENT, but not in MySQL")),
    ({"status": "NEW", "read_at": "2026-01-06 00:00:00.000"},
     ("MongoDB older than MySQL", "status is 'PAID' in MySQL and 'NEW' in MongoDB")),
]


def test_compare_order():
    environment.empty()
    rows.put_rows(ROWS)
    connection.reconnect()
    stored = read_rows([ORDER])
    print("1 the rows:", stored)
    assert compare_order(ORDER, stored, SOON) == ("in MySQL as in MongoDB", None)
    assert find_wrong_texts(ORDER, stored) == []
    for change, difference in CHANGES:
        print("2", change, compare_order(dict(ORDER, **change), stored, SOON))
        assert compare_order(dict(ORDER, **change), stored, SOON) == difference
    wrong = find_wrong_texts(dict(ORDER, customer_name="Z."), stored)
    print("3", wrong)
    sentence = "customer 'C1': customer_name is \"Zoë O'Brien\" in MySQL and 'Z.' in MongoDB"
    assert wrong == [("customer different", "C1", sentence)]


if __name__ == "__main__":
    test_compare_order()
