"""
Reconcile, find deleted - every order in MySQL has its document in MongoDB, or it is only in MySQL

FLOW:
    1 put an order into MySQL, and its document into MongoDB: it has one document
    2 a second document with the same order_id: both are counted
    3 delete both: the order is only in MySQL

LIBRARIES:
    pymongo: talks to MongoDB; find() with $in looks up a thousand ids at once
"""
from tests.support import environment, rows
from tests.support.sample_order import DOCUMENT, ROWS
from reconcile.connection.mysql_connection import connection
from reconcile.find_deleted import find_deleted

IN_MYSQL = ("orders in MySQL", None, "A1")


def found():
    findings = list(find_deleted(1))
    print("  ", *findings)
    return findings


def test_find_deleted():
    environment.empty()
    rows.put_rows(ROWS)
    connection.reconnect()
    print("1 one document")
    environment.orders.insert_one(dict(DOCUMENT, _id=1))
    assert found() == [IN_MYSQL]
    print("2 two documents")
    environment.orders.insert_one(dict(DOCUMENT, _id=2))
    assert found() == [IN_MYSQL, ("several documents with one order_id", "order 'A1': 2 documents", "A1")]
    print("3 none")
    environment.orders.delete_many({})
    assert found() == [IN_MYSQL, ("only in MySQL", "order 'A1'", "A1")]


if __name__ == "__main__":
    test_find_deleted()
