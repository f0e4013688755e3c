"""
Find order - one order with its customer and its lines, by one JOIN

FLOW:
    1 put an order of two lines into MySQL
    2 find it by its id: one dict, the customer and the lines in it
    3 find an id that nobody has: None; ids are compared exactly

LIBRARIES:
    decimal (comes with Python): exact decimal numbers, as MySQL's DECIMAL gives them
"""
from datetime import datetime
from decimal import Decimal
from tests.support import environment
from tests.support.rows import LOADED_AT, put_rows
from tests.support.sample_order import READ_AT, ROWS
from query_api.find_order import find_order

FOUND = {
    "order_id": "A1", "customer_id": "C1", "status": "PAID", "created_at": datetime(2026, 1, 5, 10, 0, 0, 123000),
    "updated_at": datetime(2026, 1, 6), "read_at": READ_AT, "loaded_at": LOADED_AT,
    "customer": {"customer_id": "C1", "name": "Zoë O'Brien", "email": "zoe@example.com", "country": "Ireland"},
    "lines": [
        {"line_number": 1, "product_id": "P1", "name": "Tea", "category": "Kitchen",
         "quantity": 2, "unit_price": Decimal("9.9000")},
        {"line_number": 2, "product_id": "P2", "name": "Cup 😀 100%", "category": "Kitchen",
         "quantity": 1, "unit_price": Decimal("0.1000")},
    ],
}


def test_find_order():
    environment.empty()
    print("1 put an order into MySQL")
    put_rows(ROWS)

    print("2 find it by its id")
    order = find_order("A1")
    print("  ", order)
    assert order == FOUND

    print("3 find an id that nobody has")
    assert find_order("a1") is None


if __name__ == "__main__":
    test_find_order()
