"""
Reconcile, read rows - what MySQL has of some orders, with their lines, customers and products

FLOW:
    1 put an order into MySQL
    2 read its rows: dates and money are text, as they are in a message

LIBRARIES:
    mysql-connector-python: talks to MySQL; fetchall() returns all rows at once
"""
from tests.support import environment, rows
from tests.support.sample_order import ROWS
from reconcile.connection.mysql_connection import connection
from reconcile.read_rows import read_order_ids, read_rows


def test_read_rows():
    environment.empty()
    connection.reconnect()
    print("1 put an order into MySQL:", ROWS["orders"])
    rows.put_rows(ROWS)
    found = read_rows(["A1", "A9"], ["C1"], ["P1"])
    print("2 its rows:", found)
    # what comes behind these are columns that were added
    assert found["orders"] == {"A1": (
        "A1", "C1", "PAID", "2026-01-05 10:00:00.123", "2026-01-06 00:00:00.000", "19.9000",
        "2026-01-07 08:30:00.000", None, *ROWS["orders"][0][8:])}
    assert found["lines"]["A1"][1] == ("A1", 2, "P2", 1, "0.1000")
    assert found["customers"]["C1"][:3] == ("C1", "2026-01-05 10:00:00.123", "A1")
    assert found["products"]["P1"] == ("P1", "2026-01-05 10:00:00.123", "A1", "Tea", "Kitchen")
    assert list(read_order_ids()) == [["A1"]]


if __name__ == "__main__":
    test_read_rows()
