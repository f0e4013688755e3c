"""
Find orders - the newest orders first, page by page

FLOW:
    1 put two orders into MySQL
    2 find the first page of one order: the newer one
    3 find the next page: it begins behind the last order of the first

LIBRARIES:
    mysql-connector-python: talks to MySQL; with dictionary=True a cursor returns each row as {column: value}
"""
from datetime import datetime, timezone
from tests.support import environment
from tests.support.rows import LOADED_AT, put_rows
from tests.support.sample_order import READ_AT, ROWS
from query_api.find_orders import find_orders

OLDER = {
    "order_id": "A1", "customer_id": "C1", "status": "PAID", "created_at": datetime(2026, 1, 5, 10, 0, 0, 123000),
    "updated_at": datetime(2026, 1, 6), "read_at": READ_AT, "loaded_at": LOADED_AT,
}
NEWER = dict(OLDER, order_id="A2", created_at=datetime(2026, 1, 8))


def test_find_orders():
    environment.empty()
    print("1 put two orders into MySQL")
    newer = ("A2", "C1", "PAID", NEWER["created_at"], NEWER["updated_at"], READ_AT)
    put_rows(ROWS)
    put_rows({"customers": [], "products": [], "orders": [newer], "order_items": []})

    print("2 find the first page")
    page = find_orders(1, status=None, customer_id=None, before_created_at=None, before_order_id=None)
    print("  ", page)
    assert page == [NEWER]

    print("3 find the next page")
    last = page[0]["created_at"].replace(tzinfo=timezone.utc)
    page = find_orders(1, status="PAID", customer_id="C1", before_created_at=last, before_order_id="A2")
    print("  ", page)
    assert page == [OLDER]
    # no order has this status
    assert find_orders(1, status="paid", customer_id=None, before_created_at=None, before_order_id=None) == []


if __name__ == "__main__":
    test_find_orders()
