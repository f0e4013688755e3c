"""
Reconcile - is every order of MongoDB in MySQL, as it should be? With resend() what is not is sent once more

FLOW:
    1 load an order, whose document is SENT, and change its status in MySQL by hand
    2 reconcile once: the order is different; print the report, and conclude with an exit code and a sentence
    3 resend: the document is new again, so that the extractor sends it once more

LIBRARIES:
    pymongo, mysql-connector-python: talk to MongoDB and MySQL
"""
from tests.support import environment, rows
from tests.support.sample_order import DOCUMENT, READ_AT, ROWS
from reconcile.main import reconcile, resend
from reconcile.report import conclude, print_report


def test_reconcile():
    environment.empty()
    print("1 an order in MongoDB and MySQL:", DOCUMENT)
    environment.orders.insert_one(dict(DOCUMENT, _id=7, etl_status="SENT", etl_at=READ_AT))
    rows.put_rows(ROWS)
    environment.mysql_rows("UPDATE orders SET status = 'PENDING'")

    found = reconcile()
    # earlier demonstrations may have left messages in kafka
    found["counts"]["in Kafka"] = found["Kafka seconds"] = 0
    print("2 reconcile:")
    print_report(found)
    print(conclude(found))
    expected = "order 'A1', document 7: status is 'PENDING' in MySQL and 'PAID' in MongoDB"
    assert found["examples"]["different"] == [expected]
    assert (found["resend"], found["renew"], found["gone"]) == ([7], [], [])
    assert conclude(found) == (1, "1 missing or different, and nothing is in flight: --resend sends them once more")

    print("3 resent:", resend([7], [7]))
    document = environment.orders.find_one({}, {"etl_status": 1, "etl_renew": 1})
    assert document == {"_id": 7, "etl_status": None, "etl_renew": True}


if __name__ == "__main__":
    test_reconcile()
