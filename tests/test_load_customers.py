"""
Load customers - a customer has the texts of its newest order, the one with the greatest (created_at, order_id)

FLOW:
    1 load an order of 5 January: Zoë is there
    2 load one of 10 January with another name: the name changes
    3 load a late one of 8 January with a third name: nothing changes
    4 the one of 10 January is corrected to 2 January, in one batch with the one of 8 January: that is the newest now
    5 it is corrected to 3 January: its texts stay until a newer order comes
    6 it names another customer now, so it gives up the texts: the next order decides, whatever its date
    7 that one once more: nothing is written, for a row that is written is locked

LIBRARIES:
    mysql-connector-python: talks to MySQL; a cursor runs statements, commit() makes them last
"""
from datetime import datetime
from tests.support import environment
from tests.support.rows import stored_rows
from tests.support.sample_order import ON_THE_WIRE, ROWS
from loader.connection.mysql_connection import connection
from loader.load_customers import give_up_customers, load_customers, rows_to_write


def load(*versions):
    """Takes (name, order_id, created_at) of orders of one customer, which come in one batch."""
    orders = [dict(ON_THE_WIRE, customer_name=name, order_id=id, created_at=date) for name, id, date in versions]
    load_customers(connection.cursor(), orders)
    connection.commit()
    print("  ", *stored_rows("customers"))
    return stored_rows("customers")


def row(name, created_at, order_id):
    return [("C1", name, "zoe@example.com", "Ireland", created_at, order_id)]


def test_load_customers():
    environment.empty()
    connection.ping(reconnect=True)
    print("1 load an order of 5 January")
    assert load(("Zoë O'Brien", "A1", "2026-01-05 10:00:00.123")) == ROWS["customers"]
    print("2 load one of 10 January with another name")
    assert load(("Zoë Smith", "A2", "2026-01-10 00:00:00.000")) == row("Zoë Smith", datetime(2026, 1, 10), "A2")
    print("3 load a late one of 8 January with a third name")
    assert load(("Z.", "A3", "2026-01-08 00:00:00.000")) == row("Zoë Smith", datetime(2026, 1, 10), "A2")
    print("4 the one of 10 January is corrected to 2 January, in one batch with the one of 8 January")
    batch = ("Zoë Smith", "A2", "2026-01-02 00:00:00.000"), ("Z.", "A3", "2026-01-08 00:00:00.000")
    assert load(*batch) == row("Z.", datetime(2026, 1, 8), "A3")
    print("5 it is corrected to 3 January")
    assert load(("Z.", "A3", "2026-01-03 00:00:00.000")) == row("Z.", datetime(2026, 1, 3), "A3")
    print("6 it names another customer now, and an order of 1 January comes")
    give_up_customers(connection.cursor(), [("C1", "A3")])
    assert load(("Zoë O'Brien", "A4", "2026-01-01 00:00:00.000")) == row("Zoë O'Brien", datetime(2026, 1, 1), "A4")
    again = row("Zoë O'Brien", "2026-01-01 00:00:00.000", "A4")
    print("7 once more:", rows_to_write(again, stored_rows("customers")[0]))
    assert rows_to_write(again, stored_rows("customers")[0]) == []


if __name__ == "__main__":
    test_load_customers()
