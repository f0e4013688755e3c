"""
Load deletions - an order that is no longer in MongoDB keeps its row, with the time since when it is gone

FLOW:
    1 load an order that was claimed on 7 January
    2 load a deletion of 8 January: deleted_at is set, status, total and lines stay
    3 load an older deletion, and one of an order that nobody has: nothing changes
    4 the order comes back on 9 January: it is alive again
    5 a read_at of the year 2206 is wrong, and a deletion counts in spite of it

LIBRARIES:
    mysql-connector-python: talks to MySQL; executemany() runs a statement once for each row of values
"""
from datetime import datetime
from tests.support import environment
from tests.support.rows import stored_rows
from tests.support.sample_order import ON_THE_WIRE, ROWS, message
from loader.load_batch import load_batch
from loader.load_deletions import load_deletions

ROW = ROWS["orders"][0]
GONE_SINCE = datetime(2026, 1, 8)


def stored():
    print("  ", *stored_rows("orders"))
    return stored_rows("orders")


def test_load_deletions():
    environment.empty()
    print("1 load an order:", load_batch(message(), [ON_THE_WIRE]))
    assert stored() == [ROW]

    print("2 load a deletion:", load_deletions(message(), [{"order_id": "A1", "read_at": "2026-01-08 00:00:00.000"}]))
    assert stored() == [(*ROW[:6], GONE_SINCE, GONE_SINCE, *ROW[8:])]

    older = [{"order_id": order_id, "read_at": "2026-01-06 00:00:00.000"} for order_id in ("A9", "A1")]
    print("3 load an older one, and one of an order that nobody has:", load_deletions(message(), older))
    assert stored() == [(*ROW[:6], GONE_SINCE, GONE_SINCE, *ROW[8:])]

    print("4 it comes back:", load_batch(message(), [dict(ON_THE_WIRE, read_at="2026-01-09 00:00:00.000")]))
    assert stored() == [(*ROW[:6], datetime(2026, 1, 9), *ROW[7:])]
    assert stored_rows("order_items") == ROWS["order_items"]

    environment.mysql_rows("UPDATE orders SET read_at = '2206-01-01'")
    print("5 a wrong read_at:", load_deletions(message(), [{"order_id": "A1", "read_at": "2026-01-08 00:00:00.000"}]))
    assert stored() == [(*ROW[:6], GONE_SINCE, GONE_SINCE, *ROW[8:])]


if __name__ == "__main__":
    test_load_deletions()
