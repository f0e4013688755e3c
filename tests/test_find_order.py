"""
Find order - one order with its customer and its lines, by one JOIN

FLOW:
    1 put an order of two lines into MySQL
    2 find it by its id: one dict, the customer and the lines in it; an id that nobody has: None

LIBRARIES:
    mysql-connector-python: talks to MySQL; a DECIMAL arrives as an exact Decimal
"""
from decimal import Decimal
from tests.support import environment
from tests.support.rows import LOADED_AT, put_rows
from tests.support.sample_order import ANSWER, ORDER_COLUMNS, ROWS
from query_api.find_order import find_order

FOUND = {
    **dict(zip(ORDER_COLUMNS.split(", "), ROWS["orders"][0])),
    "loaded_at": LOADED_AT,
    "customer": ANSWER["customer"],
    "lines": [dict(line, unit_price=Decimal(line["unit_price"])) for line in ANSWER["lines"]],
}


def test_find_order():
    environment.empty()
    print("1 put an order into MySQL")
    put_rows(ROWS)

    print("2 find it by its id:", find_order("A1"))
    assert find_order("A1") == FOUND
    assert find_order("a1") is None


if __name__ == "__main__":
    test_find_order()
