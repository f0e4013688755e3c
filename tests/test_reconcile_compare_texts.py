"""
Reconcile compares texts - a customer must have the texts of the newest order that names it

FLOW:
    1 put a customer into MySQL with another country than its newest order has
    2 the customer is different, and its document is to be sent once more
    3 the customer's date is later than the order's: the document is to be sent with etl_renew

LIBRARIES:
    mysql-connector-python: talks to MySQL
"""
from datetime import datetime
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE, READ_AT
from reconcile.compare_texts import add_newest, check_texts
from reconcile.report import new_findings

CUSTOMER = "INSERT INTO customers (customer_id, name, email, country, updated_at) VALUES (%s, %s, %s, %s, %s)"


def check_customer_dated(updated_at):
    environment.empty()
    environment.mysql_rows(CUSTOMER, ("C1", "Zoë O'Brien", "zoe@example.com", "Iceland", updated_at))
    seen = {"newest": {}, "other": {}}
    add_newest(seen["newest"], ON_THE_WIRE, 7)
    older = dict(ON_THE_WIRE, items=[], updated_at="2026-01-01 00:00:00.000", customer_country="Iceland")
    add_newest(seen["newest"], older, 6)
    found = dict(new_findings(), began=READ_AT)
    check_texts(seen, found)
    print("   customer of", updated_at, "->", found["examples"]["customers different"], found["resend"], found["renew"])
    # no product is there
    assert found["examples"]["products different"] == [f"{id!r}: not in MySQL, document 7" for id in ("P1", "P2")]
    return found


def test_compare_texts():
    print("1 an order of", ON_THE_WIRE["updated_at"], "names customer C1 in", ON_THE_WIRE["customer_country"])
    print("2 a row of the same date:")
    found = check_customer_dated(datetime(2026, 1, 6))
    expected = "'C1': country is 'Iceland' in MySQL and 'Ireland' in MongoDB, document 7"
    assert found["examples"]["customers different"] == [expected]
    assert (found["resend"], found["renew"]) == ([7, 7, 7], [])
    print("3 a row of a later date:")
    found = check_customer_dated(datetime(2206, 1, 6))
    assert (found["resend"], found["renew"]) == ([7, 7, 7], [7])


if __name__ == "__main__":
    test_compare_texts()
