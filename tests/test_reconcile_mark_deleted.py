"""
Mark deleted - an order that is in MySQL and no longer in MongoDB is published once more, with status DELETED

FLOW:
    1 an order is in MySQL only, and its customer was found wrong there
    2 build the message's order from the rows: with the customer's right name, and the time when it was looked for
    3 look for what speaks against it: one order in ten is many, so it wants --yes
    4 publish it: one message in Kafka

LIBRARIES:
    confluent-kafka: publishes the message
"""
import json
from tests.support import environment, rows
from tests.support.sample_order import ON_THE_WIRE, ROWS
from extractor.create_topic import create_topic_if_missing
from reconcile.mark_deleted import build_orders, find_objection, mark_deleted
from reconcile.read_rows import read_stored_orders
from reconcile.report import new_findings


def test_mark_deleted():
    create_topic_if_missing()
    environment.empty()
    rows.put_rows(ROWS)
    environment.mysql_rows("UPDATE customers SET name = 'Nobody'")
    print("1 only in MySQL:", ROWS["orders"][0])

    right_texts = {("customers", "C1"): {"name": "Zoë O'Brien", "email": "zoe@example.com", "country": "Ireland"}}
    expected = dict(ON_THE_WIRE, status="DELETED", read_at="2026-01-08 00:00:00.000")
    orders = list(build_orders(read_stored_orders(["A1"]), "2026-01-08 00:00:00.000", right_texts))
    print("2 built:", orders)
    assert orders == [expected]

    found = dict(new_findings(), gone=["A1"])
    found["right texts"] = right_texts
    found["counts"]["orders in MySQL"] = 10
    print("3 objection:", find_objection(found, yes=False))
    assert "1 of 10 orders" in find_objection(found, yes=False)
    assert find_objection(found, yes=True) is None

    assert mark_deleted(found) == 1
    [message] = environment.new_messages()
    print("4 published:", message.value())
    [order] = json.loads(message.value())["orders"]
    assert order == dict(expected, read_at=order["read_at"])


if __name__ == "__main__":
    test_mark_deleted()
