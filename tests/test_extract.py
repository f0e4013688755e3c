"""
Extract - one run: a new order goes from MongoDB into Kafka and is marked

FLOW:
    1 insert one good order and one bad order into MongoDB
    2 call extract_new_orders() once
    3 look at what is in Kafka: one message with the good order
    4 look at the marks in MongoDB: SENT, and REJECTED with the reason

LIBRARIES:
    pymongo: talks to MongoDB; insert_many() writes documents, find() reads them
    confluent-kafka: talks to Kafka; the extractor publishes with its Producer, new_messages() reads with a Consumer
"""
import json
from tests.support import environment
from tests.support.sample_order import DOCUMENT, ON_THE_WIRE
from extractor.extract import extract_new_orders


def test_extract():
    environment.empty()
    print("1 insert a good order and a bad one:", DOCUMENT, "and the same as A2 without a status", sep="\n   ")
    environment.orders.insert_many([dict(DOCUMENT), dict(DOCUMENT, order_id="A2", status="")])

    print("2 call extract_new_orders() once")
    sent, rejected, changed = extract_new_orders()
    assert (sent, rejected, changed) == (1, 1, 0)

    message, = environment.new_messages()
    print("3 in Kafka:", message.value().decode(), sep="\n   ")
    orders = json.loads(message.value())["orders"]
    good = environment.orders.find_one({"order_id": "A1"})
    assert orders == [dict(ON_THE_WIRE, read_at=good["etl_at"].isoformat(" ", "milliseconds"))]

    print("4 in MongoDB:")
    marks = [(order["order_id"], order["etl_status"], order.get("etl_reason")) for order in environment.orders.find()]
    print("  ", *marks, sep="\n   ")
    assert marks == [("A1", "SENT", None), ("A2", "REJECTED", "status is empty")]


if __name__ == "__main__":
    test_extract()
