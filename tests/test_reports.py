"""
Reports - revenue by country, month and category, the top products and customers, and the orders of each status

FLOW:
    1 put an order of two lines into MySQL, a cancelled and a deleted one
    2 make the six reports: only the last one counts what was cancelled or deleted
    3 take the orders away: a report still comes from the cache

LIBRARIES:
    cachetools: @cached keeps what a function returned; TTLCache forgets it after ten seconds, cache_clear() at once
"""
from decimal import Decimal
from tests.support import environment
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS
from query_api import reports

DATES = ROWS["orders"][0][3:]
ORDERS = ROWS["orders"] + [("A2", "C1", "CANCELLED", *DATES), ("A3", "C1", "DELETED", *DATES)]
LINES = ROWS["order_items"] + [("A2", 1, "P1", 9, 9), ("A3", 1, "P1", 9, 9)]
# 2 times 9.90 and 0.10
REVENUE = {"revenue": Decimal("19.9000"), "order_count": 1}
FOUND = {
    reports.revenue_by_country: [{"country": "Ireland", **REVENUE}],
    reports.revenue_by_month: [{"month": "2026-01", **REVENUE}],
    reports.revenue_by_category: [{"category": "Kitchen", **REVENUE}],
    reports.top_products: [
        {"product_id": "P1", "name": "Tea", "revenue": Decimal("19.8000"), "quantity": 2},
        {"product_id": "P2", "name": "Cup 😀 100%", "revenue": Decimal("0.1000"), "quantity": 1},
    ],
    reports.top_customers: [{"customer_id": "C1", "name": "Zoë O'Brien", **REVENUE}],
    reports.orders_by_status: [{"status": status, "order_count": 1} for status in ("CANCELLED", "DELETED", "PAID")],
}


def test_reports():
    environment.empty()
    put_rows(dict(ROWS, orders=ORDERS, order_items=LINES))
    print("1 the lines:", *LINES, sep="\n   ")
    for report, found in FOUND.items():
        # what another test has left there
        report.cache_clear()
        print("2", report.__name__, report())
        assert report() == found
    environment.empty()
    print("3 the orders are away:", reports.revenue_by_country())
    assert reports.revenue_by_country() == [{"country": "Ireland", **REVENUE}]


if __name__ == "__main__":
    test_reports()
