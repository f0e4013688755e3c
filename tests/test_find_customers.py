"""
Find customers - all customers by id, page by page, and one by its id

FLOW:
    1 put an order into MySQL, and with it its customer
    2 find the customers from the beginning, and behind the last one
    3 find one customer by its id, and an id that nobody has

LIBRARIES:
    mysql-connector-python: talks to MySQL
"""
from tests.support import environment
from tests.support.rows import put_rows
from tests.support.sample_order import ANSWER, ROWS
from query_api.find_customers import find_customer, find_customers


def test_find_customers():
    environment.empty()
    put_rows(ROWS)
    print("1 the customer:", ROWS["customers"])
    print("2 found:", find_customers(limit=50, after=""))
    assert find_customers(limit=50, after="") == [ANSWER["customer"]]
    assert find_customers(limit=50, after="C1") == []
    print("3 found by the id:", find_customer("C1"))
    assert find_customer("C1") == ANSWER["customer"]
    assert find_customer("c1") is None


if __name__ == "__main__":
    test_find_customers()
