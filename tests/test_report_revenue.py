"""
Report revenue - revenue and number of orders by country, month and category, each computed once in ten seconds

FLOW:
    1 put an order of two lines into MySQL, and a deleted one
    2 make the three reports: the deleted order is in none
    3 take the order away: the report still comes from the cache

LIBRARIES:
    cachetools: @cached keeps what a function returned; TTLCache forgets it after so many seconds
    decimal (comes with Python): exact decimal numbers; 2 times 9.90 and 0.10 are 19.9000
"""
from decimal import Decimal
from tests.support import environment
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS
from query_api.report_revenue import revenue_by_category, revenue_by_country, revenue_by_month

REVENUE = {"revenue": Decimal("19.9000"), "order_count": 1}
DELETED = ("A2", "C1", "DELETED", *ROWS["orders"][0][3:])


def test_report_revenue():
    environment.empty()
    print("1 put an order into MySQL, and a deleted one")
    put_rows(dict(ROWS, orders=ROWS["orders"] + [DELETED], order_items=ROWS["order_items"] + [("A2", 1, "P1", 9, 9)]))
    for report in (revenue_by_country, revenue_by_month, revenue_by_category):
        # what another test has left there
        report.cache_clear()

    print("2 make the three reports")
    print("  ", revenue_by_country(), revenue_by_month(), revenue_by_category(), sep="\n   ")
    assert revenue_by_country() == [{"country": "Ireland", **REVENUE}]
    assert revenue_by_month() == [{"month": "2026-01", **REVENUE}]
    assert revenue_by_category() == [{"category": "Kitchen", **REVENUE}]

    print("3 take the order away")
    environment.empty()
    assert revenue_by_country() == [{"country": "Ireland", **REVENUE}]


if __name__ == "__main__":
    test_report_revenue()
