"""
Load customers - a customer has the texts of the order with the newest updated_at that names it

FLOW:
    1 load an order of 6 January: Zoë is there
    2 load one of 10 January with another name: the name changes
    3 load a late one of 8 January with a third name: nothing changes

LIBRARIES:
    mysql-connector-python: talks to MySQL; a cursor runs statements, commit() makes them last
"""
from datetime import datetime
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE, ROWS
from loader.connection.mysql_connection import connection
from loader.load_customers import load_customers


def load(order):
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    load_customers(cursor, [order])
    connection.commit()
    rows = environment.mysql_rows("SELECT * FROM customers")
    print("  ", *rows)
    return rows


def test_load_customers():
    environment.empty()
    print("1 load an order of 6 January")
    assert load(ON_THE_WIRE) == ROWS["customers"]

    print("2 load one of 10 January with another name")
    newer = [("C1", "Zoë Smith", "zoe@example.com", "Ireland", datetime(2026, 1, 10))]
    assert load(dict(ON_THE_WIRE, customer_name="Zoë Smith", updated_at="2026-01-10 00:00:00.000")) == newer

    print("3 load a late one of 8 January with a third name")
    assert load(dict(ON_THE_WIRE, customer_name="Z.", updated_at="2026-01-08 00:00:00.000")) == newer


if __name__ == "__main__":
    test_load_customers()
