"""
Reconcile compares texts - a customer and a product must have the texts of the newest order that names them

FLOW:
    1 load an order, and change its customer in MySQL by hand: another country, and a date that is too late
    2 the customer is different: the document is to be sent once more, with etl_renew because of the date

LIBRARIES:
    pymongo, mysql-connector-python: talk to MongoDB and MySQL
"""
from datetime import datetime
from tests.support import environment, rows
from tests.support.sample_order import DOCUMENT, ON_THE_WIRE, READ_AT, ROWS
from reconcile.compare_texts import add_newest, check_texts
from reconcile.report import new_findings


def test_compare_texts():
    environment.empty()
    environment.orders.insert_one(dict(DOCUMENT, _id=7, etl_status="SENT", etl_at=READ_AT))
    rows.put_rows(ROWS)
    environment.mysql_rows("UPDATE customers SET country = 'Iceland', updated_at = '2206-01-06'")
    print("1 customers in MySQL:", environment.mysql_rows("SELECT * FROM customers"))

    seen, found = {"newest": {}, "replaced": set()}, dict(new_findings(), began=datetime(2026, 1, 8))
    older = dict(ON_THE_WIRE, updated_at="2026-01-01 00:00:00.000", customer_country="Iceland")
    add_newest(seen["newest"], ON_THE_WIRE, 7)
    add_newest(seen["newest"], older, 6)
    check_texts(seen, found)
    print("2", found["examples"]["customers different"], found["resend"], found["renew"])
    expected = "'C1': country is 'Iceland' in MySQL and 'Ireland' in MongoDB, document 7"
    assert found["examples"]["customers different"] == [expected]
    assert found["examples"]["products different"] == []
    assert (found["resend"], found["renew"]) == ([7], [7])


if __name__ == "__main__":
    test_compare_texts()
