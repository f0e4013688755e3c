"""
Reconcile, read rows - what MySQL has of some orders, with their lines, customers and products

FLOW:
    1 put an order into MySQL
    2 read its rows, and those of an order that is not there: dates and money are text, as they are in a message
    3 so are the values of a column that somebody adds, whatever its type is

LIBRARIES:
    mysql-connector-python: talks to MySQL; fetchall() returns all rows at once
"""
from tests.support import environment, rows
from tests.support.sample_order import ON_THE_WIRE, ORDER_COLUMNS, ROWS
from reconcile.connection.mysql_connection import connection
from reconcile.read_rows import read_order_rows, read_rows, select

COLUMNS = [column.split(".")[1] for column in ORDER_COLUMNS.split(",")]


def test_read_rows():
    environment.empty()
    connection.reconnect()
    print("1 put an order into MySQL:", ROWS["orders"])
    rows.put_rows(ROWS)
    found = read_rows([ON_THE_WIRE, dict(ON_THE_WIRE, order_id="A9")])
    print("2 its rows:", found)
    order = dict(ON_THE_WIRE, total="19.9000", deleted_at=None)
    assert found["orders"] == {"A1": {name: order[name] for name in COLUMNS}} == read_order_rows(["A1", "A9"])
    assert found["lines"]["A1"][1] == {"line_number": 2, "product_id": "P2", "quantity": 1, "unit_price": "0.1000"}
    newest = {"newest_order_at": "2026-01-05 10:00:00.123", "newest_order_id": "A1"}
    customer = {"customer_id": "C1", "name": "Zoë O'Brien", "email": "zoe@example.com", "country": "Ireland"}
    assert found["customers"] == {"C1": {**customer, **newest}}
    assert found["products"]["P1"] == {"product_id": "P1", "name": "Tea", "category": "Kitchen", **newest}

    # an order is looked for, only for select() reads nothing without a value
    query = """
        SELECT 5, CAST(9.8 AS DECIMAL(10,2)), CAST('2026-01-05 10:00' AS DATETIME) FROM orders WHERE order_id = %s
    """
    [added] = select(query, ["A1"])
    print("3 added columns:", added)
    assert list(added.values()) == [5, "9.8000", "2026-01-05 10:00:00.000"]


if __name__ == "__main__":
    test_read_rows()
