"""
Find orders - the newest orders first, page by page

FLOW:
    1 put an order and a newer one, which MongoDB does not have any more, into MySQL
    2 find the first page of one order: the newer one
    3 find the next page, which begins behind the last order of the first, and the page of a customer and a status

LIBRARIES:
    mysql-connector-python: talks to MySQL
"""
from datetime import datetime, timezone
from decimal import Decimal
from tests.support import environment
from tests.support.rows import LOADED_AT, put_rows
from tests.support.sample_order import READ_AT, ROWS
from query_api.find_orders import find_orders

OLDER = {
    "order_id": "A1", "customer_id": "C1", "status": "PAID", "created_at": datetime(2026, 1, 5, 10, 0, 0, 123000),
    "updated_at": datetime(2026, 1, 6), "total": Decimal("19.9000"), "read_at": READ_AT, "loaded_at": LOADED_AT,
    "deleted_at": None,
}
NEWER = dict(OLDER, order_id="A2", status="SHIPPED", created_at=datetime(2026, 1, 8), deleted_at=datetime(2026, 1, 9))


def test_find_orders():
    environment.empty()
    newer = ("A2", "C1", "SHIPPED", NEWER["created_at"], *ROWS["orders"][0][4:7], NEWER["deleted_at"])
    put_rows(dict(ROWS, orders=[*ROWS["orders"], newer]))
    print("1 the orders:", *ROWS["orders"], newer, sep="\n   ")
    page = find_orders(1, status=None, customer_id=None, before_created_at=None, before_order_id=None)
    print("2 the first page:", page)
    assert page == [NEWER]
    last = page[0]["created_at"].replace(tzinfo=timezone.utc)
    page = find_orders(1, status=None, customer_id="C1", before_created_at=last, before_order_id="A2")
    print("3 the next page:", page)
    assert page == [OLDER]
    assert find_orders(50, status="SHIPPED", customer_id="C1", before_created_at=None, before_order_id=None) == [NEWER]


if __name__ == "__main__":
    test_find_orders()
