"""
Reconcile, read rows - what MySQL has of some orders, with their lines, customers and products

FLOW:
    1 put an order into MySQL
    2 read its rows, and those of an order that is not there: dates and money are text, as they are in a message
    3 a column to which somebody gave no name is an error, for it would never be compared

LIBRARIES:
    mysql-connector-python: talks to MySQL; fetchall() returns all rows at once
"""
import pytest
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
    customer = {name: order[name] for name in ("customer_id", "customer_name", "customer_email", "customer_country")}
    assert found["customers"] == {"C1": {**customer, **newest}}
    assert found["products"]["P1"] == {"product_id": "P1", "name": "Tea", "category": "Kitchen", **newest}

    # find an order by id, select id and status
    query = """
        SELECT orders.order_id, orders.status
        FROM orders
        WHERE orders.order_id = %s
    """
    with pytest.raises(ValueError) as error:
        select(query, ["A1"], names=("order_id",))
    print("3", error.value)


if __name__ == "__main__":
    test_read_rows()
