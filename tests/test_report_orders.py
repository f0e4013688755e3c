"""
Report orders - how many orders have each status, the most frequent status first

FLOW:
    1 put three orders into MySQL, two of them paid
    2 make the report

LIBRARIES:
    cachetools: @cached keeps what a function returned; cache_clear() forgets it
"""
from tests.support import environment
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS
from query_api.report_orders import orders_by_status

DATES = ROWS["orders"][0][3:]


def test_report_orders():
    environment.empty()
    print("1 put three orders into MySQL")
    put_rows(dict(ROWS, orders=ROWS["orders"] + [("A2", "C1", "CANCELLED", *DATES), ("A3", "C1", "PAID", *DATES)]))
    orders_by_status.cache_clear()

    print("2 make the report:", orders_by_status())
    assert orders_by_status() == [
        {"status": "PAID", "order_count": 2},
        {"status": "CANCELLED", "order_count": 1},
    ]


if __name__ == "__main__":
    test_report_orders()
