"""
Report top - the products and the customers with the highest revenue

FLOW:
    1 put an order of two lines into MySQL, and a cancelled one
    2 make both reports: the cancelled order is in none

LIBRARIES:
    cachetools: @cached keeps what a function returned; cache_clear() forgets it
    decimal (comes with Python): exact decimal numbers; 2 times 9.90 is 19.8000
"""
from decimal import Decimal
from tests.support import environment
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS
from query_api.report_top import top_customers, top_products

CANCELLED = ("A2", "C1", "CANCELLED", *ROWS["orders"][0][3:])


def test_report_top():
    environment.empty()
    print("1 put an order into MySQL, and a cancelled one")
    put_rows(dict(ROWS, orders=ROWS["orders"] + [CANCELLED], order_items=ROWS["order_items"] + [("A2", 1, "P1", 9, 9)]))
    top_products.cache_clear()
    top_customers.cache_clear()

    print("2 make both reports")
    print("  ", *top_products(), *top_customers(), sep="\n   ")
    assert top_products() == [
        {"product_id": "P1", "name": "Tea", "revenue": Decimal("19.8000"), "quantity": 2},
        {"product_id": "P2", "name": "Cup 😀 100%", "revenue": Decimal("0.1000"), "quantity": 1},
    ]
    assert top_customers() == [
        {"customer_id": "C1", "name": "Zoë O'Brien", "revenue": Decimal("19.9000"), "order_count": 1},
    ]


if __name__ == "__main__":
    test_report_top()
