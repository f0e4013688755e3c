"""
Reconcile reads texts - which texts a customer has in MySQL, and whether they come from an order that is there

FLOW:
    1 put two customers into MySQL, the first with an order of the same date
    2 read their texts
    3 ask which of them have the date of an order: the first

LIBRARIES:
    mysql-connector-python: talks to MySQL
"""
from tests.support import environment
from tests.support.sample_order import READ_AT, ROWS
from reconcile.read_texts import find_texts_of_an_order, read_stored_texts

CUSTOMER = "INSERT INTO customers (customer_id, name, email, country, updated_at) VALUES (%s, %s, %s, %s, %s)"
ORDER = """INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, read_at, loaded_at)
           VALUES (%s, %s, %s, %s, %s, %s, %s)"""


def test_read_texts():
    environment.empty()
    print("1 two customers and an order in MySQL")
    environment.mysql_rows(CUSTOMER, ROWS["customers"][0])
    environment.mysql_rows(CUSTOMER, ("C2", *ROWS["customers"][0][1:]))
    environment.mysql_rows(ORDER, (*ROWS["orders"][0], READ_AT))

    rows = read_stored_texts("customers", ["C1", "C2", "C3"])
    print("2 read:", rows)
    assert sorted(rows) == ["C1", "C2"]
    assert rows["C1"] == {
        "customer_id": "C1", "name": "Zoë O'Brien", "email": "zoe@example.com", "country": "Ireland",
        "updated_at": "2026-01-06 00:00:00.000",
    }
    print("3 of an order:", find_texts_of_an_order("customers", ["C1", "C2"]))
    assert find_texts_of_an_order("customers", ["C1", "C2"]) == {"C1"}
    assert find_texts_of_an_order("products", ["P1"]) == set()


if __name__ == "__main__":
    test_read_texts()
