"""
Reconcile - is an order of MongoDB in MySQL, as it should be? With resend() it is sent once more

FLOW:
    1 load an order, whose document is SENT
    2 change its status in MySQL by hand
    3 reconcile once: the order is different, its customer and products are not
    4 resend: the document is new, etl_renew where a date in MySQL is too late

LIBRARIES:
    pymongo, mysql-connector-python: talk to MongoDB and MySQL
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT, ON_THE_WIRE, READ_AT
from loader.connection.mysql_connection import connection
from loader.load_customers import load_customers
from loader.load_orders import load_orders
from loader.load_products import load_products
from reconcile.main import reconcile, resend
from reconcile.report import print_report


def test_reconcile():
    environment.empty()
    print("1 an order in MongoDB and MySQL:", DOCUMENT)
    environment.orders.insert_one(dict(DOCUMENT, _id=7, etl_status="SENT", etl_at=READ_AT))
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    load_customers(cursor, [ON_THE_WIRE])
    load_products(cursor, [ON_THE_WIRE])
    load_orders(cursor, [ON_THE_WIRE], [])
    connection.commit()
    environment.mysql_rows("UPDATE orders SET status = 'PENDING'")

    print("3 reconcile:")
    found = reconcile()
    print_report(found)
    expected = "order 'A1', document 7: status is 'PENDING' in MySQL and 'PAID' in MongoDB"
    assert found["examples"]["different"] == [expected]
    assert (found["resend"], found["renew"]) == ([7], [])
    # earlier demonstrations may have left messages in kafka
    found["counts"].pop("in Kafka")
    assert found["counts"] == {"SENT": 1, "orders in MySQL": 1, "different": 1}

    assert resend([7], [7]) == 1
    document = environment.orders.find_one({}, {"etl_status": 1, "etl_renew": 1})
    print("4 resent:", document)
    assert document == {"_id": 7, "etl_status": None, "etl_renew": True}


if __name__ == "__main__":
    test_reconcile()
