"""
Reconcile reads rows - the rows of MySQL under the names of their columns, with dates as in a message

FLOW:
    1 put a customer into MySQL
    2 read it with one SELECT

LIBRARIES:
    mysql-connector-python: talks to MySQL; cursor(dictionary=True) gives each row as a dict
"""
from tests.support import environment
from tests.support.sample_order import ROWS
from reconcile.read_rows import in_chunks, read_order_ids, read_rows

CUSTOMER = "INSERT INTO customers (customer_id, name, email, country, updated_at) VALUES (%s, %s, %s, %s, %s)"


def test_read_rows():
    environment.empty()
    print("1 a customer in MySQL:", ROWS["customers"][0])
    environment.mysql_rows(CUSTOMER, ROWS["customers"][0])

    query = "SELECT customers.name, customers.updated_at FROM customers WHERE customers.customer_id IN (ID_LIST)"
    rows = read_rows(query, ["C1", "C2"])
    print("2 read:", rows)
    assert rows == [{"name": "Zoë O'Brien", "updated_at": "2026-01-06 00:00:00.000"}]
    assert read_order_ids() == set()
    assert [len(chunk) for chunk in in_chunks(list(range(2500)))] == [1000, 1000, 500]


if __name__ == "__main__":
    test_read_rows()
