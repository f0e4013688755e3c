"""
Reports - revenue by country, month and category, the top products and customers, and the orders of each status

FLOW:
    1 put an order of two lines into MySQL, a cancelled one, a refunded one, and one that MongoDB does not have any more
    2 make the six reports: none counts the last one, and only orders_by_status counts what was cancelled or refunded
    3 of the days before and after the orders there is nothing
    4 take the orders away: a report still comes from the cache

LIBRARIES:
    cachetools: @cached keeps what a function returned; TLRUCache forgets each answer at a time of its own
"""
from datetime import date, datetime, timedelta
from decimal import Decimal
from tests.support import environment
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS
from query_api import reports

REST = ROWS["orders"][0][3:7]
ORDERS = ROWS["orders"] + [("A2", "C1", "CANCELLED", *REST, None), ("A3", "C1", "REFUNDED", *REST, None),
                           ("A4", "C1", "PAID", *REST, datetime(2026, 1, 9))]
LINES = ROWS["order_items"] + [(order_id, 1, "P1", 9, 9) for order_id in ("A2", "A3", "A4")]
DAY = date(2026, 1, 5)
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
    reports.orders_by_status: [{"status": status, "order_count": 1} for status in ("CANCELLED", "PAID", "REFUNDED")],
}


def test_reports():
    environment.empty()
    put_rows(dict(ROWS, orders=ORDERS, order_items=LINES))
    # what another test has left there
    reports.find_and_keep.cache_clear()
    print("1 the lines:", *LINES, sep="\n   ")
    for report, found in FOUND.items():
        print("2", report.__name__, reports.find_report(report))
        assert reports.find_report(report) == reports.find_report(report, DAY, DAY) == found
        print("3 other days:", reports.find_report(report, DAY + timedelta(days=1)))
        assert reports.find_report(report, DAY + timedelta(days=1)) == []
        assert reports.find_report(report, None, DAY - timedelta(days=1)) == []
    environment.empty()
    print("4 the orders are away:", reports.find_report(reports.revenue_by_country))
    assert reports.find_report(reports.revenue_by_country) == [{"country": "Ireland", **REVENUE}]
    # one that took three seconds is kept for a minute
    assert reports.keep_until(None, ([], 3), now=100) == 160


if __name__ == "__main__":
    test_reports()
