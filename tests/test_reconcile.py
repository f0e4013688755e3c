"""
Reconcile - is every order of MongoDB in MySQL, as it should be?

FLOW:
    1 put an order into MySQL, and its document, which is SENT, into MongoDB; an extractor and a loader were seen lately
    2 reconcile: exit code 0
    3 change its status in MySQL by hand, and reconcile: the order is different, exit code 1

LIBRARIES:
    subprocess (comes with Python): reconcile runs as a program of its own, and its exit code counts
"""
from tests.support import environment, rows, verify
from tests.support.sample_order import DOCUMENT, READ_AT, ROWS


def test_reconcile():
    environment.empty()
    print("1 an order in MongoDB and MySQL:", DOCUMENT)
    environment.orders.insert_one(dict(DOCUMENT, _id=7, etl_status="SENT", etl_at=READ_AT))
    rows.put_rows(ROWS)
    print("2 reconcile:")
    code, numbers, text = verify.reconcile()
    assert (code, text.splitlines()[-1]) == (0, "exit code 0: nothing is missing or different of 1 documents")

    environment.mysql_rows("UPDATE orders SET status = 'PENDING'")
    print("3 reconcile:")
    code, numbers, text = verify.reconcile()
    assert code == 1
    assert "order 'A1', document 7: status is 'PENDING' in MySQL and 'PAID' in MongoDB" in text
    sentence = "exit code 1: 1 different of 1 documents: --resend sends them once more"
    assert text.splitlines()[-1] == sentence


if __name__ == "__main__":
    test_reconcile()
