"""
Load deletions - an order that is no longer in MongoDB keeps its row, with the time since when it is gone

FLOW:
    1 load an order that was claimed on 7 January
    2 load a deletion of 8 January: deleted_at is set, status, total and lines stay
    3 load an older deletion, and one of an order that nobody has: nothing changes
    4 the order comes back on 9 January: it is alive again

LIBRARIES:
    mysql-connector-python: talks to MySQL; executemany() runs a statement once for each row of values
    types (comes with Python): a SimpleNamespace is an object with the attributes that it is given
"""
from datetime import datetime
from types import SimpleNamespace
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE, ORDER_COLUMNS, ROWS
from loader.load_batch import load_batch
from loader.load_deletions import load_deletions

ROW = ROWS["orders"][0]
GONE_SINCE = datetime(2026, 1, 8)


def message(offset):
    """Returns what the loader looks at in a message of Kafka."""
    return SimpleNamespace(
        topic=lambda: "shop.orders", partition=lambda: 0, offset=lambda: offset, timestamp=lambda: (1, 1767774600000),
    )


def stored():
    rows = environment.mysql_rows(f"SELECT {ORDER_COLUMNS} FROM orders")
    print("  ", *rows)
    return rows


def test_load_deletions():
    environment.empty()
    print("1 load an order:", load_batch(message(0), [ON_THE_WIRE]))
    assert stored() == [ROW]

    print("2 load a deletion:", load_deletions(message(1), [{"order_id": "A1", "read_at": "2026-01-08 00:00:00.000"}]))
    assert stored() == [(*ROW[:6], GONE_SINCE, GONE_SINCE, *ROW[8:])]

    older = [{"order_id": order_id, "read_at": "2026-01-06 00:00:00.000"} for order_id in ("A9", "A1")]
    print("3 load an older one, and one of an order that nobody has:", load_deletions(message(2), older))
    assert stored() == [(*ROW[:6], GONE_SINCE, GONE_SINCE, *ROW[8:])]

    print("4 it comes back:", load_batch(message(3), [dict(ON_THE_WIRE, read_at="2026-01-09 00:00:00.000")]))
    assert stored() == [(*ROW[:6], datetime(2026, 1, 9), *ROW[7:])]


if __name__ == "__main__":
    test_load_deletions()
