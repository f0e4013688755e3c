"""
One extract step - new orders go from MongoDB into the topic and are marked

FLOW:
    1 insert one good order and one bad order in mongodb
    2 call extract_new_orders() once
    3 read the message from the topic: one page with the good order, with both headers
    4 look at the marks in mongodb: SENT, and REJECTED with a reason
    5 call it again: nothing is new, nothing is sent
    6 change the order: it is new and is sent again
    7 insert 4,000 orders with one timestamp: they go out in three pages, all orders of one customer to one partition
    8 insert orders of 3,000 lines: they are cut into messages of at most 900,000 bytes; one of 12,000 lines is refused
    9 an order changes between read and mark: it is not marked and is sent again
    10 the topic has 3 partitions: making it a second time leaves it as it is

LIBRARIES:
    pymongo: talks to MongoDB; find() reads documents, insert_many() and update_one() write them
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
    confluent-kafka: talks to Kafka; the extractor publishes with its Producer, this test reads with its Consumer
    hashlib (comes with Python): sha256() makes a short fingerprint of many bytes; it shows whether they arrived unchanged
    zlib (comes with Python): crc32() makes a number of a text; it chooses a customer's partition
"""
import hashlib
import json
import os
import zlib
from datetime import datetime, timezone
from bson import Decimal128
from confluent_kafka import Consumer, TopicPartition
from tests import own_shop, read_topic, run_service
from extractor.connection.kafka_connection_admin import admin
from extractor.create_topic import create_topic_if_missing
from extractor.extract import extract_new_orders
from extractor.find_new_orders import read_pages
from extractor.mark_orders import mark_orders
from extractor.send_page import send_page

TOPIC = os.environ["KAFKA_TOPIC_ORDERS"]

GOOD = {
    "order_id": "A1",
    "status": "PAID",
    "created_at": datetime(2026, 1, 5, 10),
    "updated_at": datetime(2026, 1, 6),
    "customer": {"customer_id": "C1", "name": "Zoë", "email": "zoe@example.com", "country": "Ireland"},
    "items": [{"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": Decimal128("9.90")}],
    "note": "an ignored field",
}

ON_THE_WIRE = {
    "order_id": "A1",
    "status": "PAID",
    "created_at": "2026-01-05 10:00:00.000",
    "updated_at": "2026-01-06 00:00:00.000",
    "customer": {"customer_id": "C1", "name": "Zoë", "email": "zoe@example.com", "country": "Ireland"},
    "items": [{"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": "9.9000"}],
}


def ends_of_topic():
    """Returns where the topic's three partitions end now, to read from there what is sent after it."""
    run_service.indented(create_topic_if_missing)
    consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": "test"})
    ends = []
    for number in range(3):
        first, end = read_topic.ask_kafka(lambda: consumer.get_watermark_offsets(TopicPartition(TOPIC, number)))
        ends.append(TopicPartition(TOPIC, number, end))
    consumer.close()
    return ends


def messages_since(ends):
    consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": "test", "enable.auto.commit": False})
    consumer.assign(ends)
    messages = []
    while message := consumer.poll(1.0):
        messages.append(message)
    consumer.close()
    return messages


def marks():
    """Returns {order_id: (etl_status, etl_reason)} of all documents."""
    return {document.get("order_id"): (document.get("etl_status"), document.get("etl_reason")) for document in own_shop.mongo_orders.find()}


def test_one_extract_step():
    own_shop.empty_shop()
    print("1 insert one good order and one bad order in mongodb")
    ends = ends_of_topic()
    before = datetime.now(timezone.utc).replace(tzinfo=None)
    own_shop.mongo_orders.insert_many([dict(GOOD), dict(GOOD, order_id="A2", status="")])

    print("2 call extract_new_orders() once")
    assert run_service.indented(extract_new_orders) == (1, 1, 0)

    message, = messages_since(ends)
    print("3 read the message from the topic:", message.value().decode(), sep="\n  ")
    print("  its headers:", dict(message.headers()))
    assert json.loads(message.value()) == {"orders": [ON_THE_WIRE]}
    assert dict(message.headers()) == {"schema": b"orders.v1", "sha256": hashlib.sha256(message.value()).hexdigest().encode()}
    assert message.partition() == zlib.crc32(b"C1") % 3

    print("4 look at the marks in mongodb:", *marks().items(), sep="\n  ")
    assert marks() == {"A1": ("SENT", None), "A2": ("REJECTED", "status is empty")}
    document = own_shop.mongo_orders.find_one({"order_id": "A1"})
    assert abs((document["etl_at"] - before).total_seconds()) < 60
    assert document["note"] == "an ignored field"

    print("5 call it again: nothing is new")
    ends = ends_of_topic()
    assert run_service.indented(extract_new_orders) == (0, 0, 0)
    assert messages_since(ends) == []

    print("6 change the order: it is sent again")
    changes = {"status": "SHIPPED", "updated_at": datetime(2026, 1, 7), "etl_status": None}
    own_shop.mongo_orders.update_one({"order_id": "A1"}, {"$set": changes})
    assert run_service.indented(extract_new_orders) == (1, 0, 0)
    message, = messages_since(ends)
    assert json.loads(message.value()) == {"orders": [dict(ON_THE_WIRE, status="SHIPPED", updated_at="2026-01-07 00:00:00.000")]}
    assert marks()["A1"] == ("SENT", None)


def test_pages_and_partitions():
    own_shop.empty_shop()
    print("7 insert 4000 orders with one timestamp, of 30 customers: three pages")
    ends = ends_of_topic()
    own_shop.mongo_orders.insert_many(
        dict(GOOD, order_id=f"N{number}", customer=dict(GOOD["customer"], customer_id=f"C{number % 30}")) for number in range(4000)
    )
    assert [len(page) for page in read_pages()] == [1500, 1500, 1000]
    assert run_service.indented(extract_new_orders) == (4000, 0, 0)
    messages = messages_since(ends)
    sent = [(order, message.partition()) for message in messages for order in json.loads(message.value())["orders"]]
    print(f"  {len(messages)} messages, the largest has {max(len(message.value()) for message in messages)} bytes")
    assert sorted(order["order_id"] for order, partition in sent) == sorted(f"N{number}" for number in range(4000))
    assert all(partition == zlib.crc32(order["customer"]["customer_id"].encode()) % 3 for order, partition in sent)
    assert own_shop.mongo_orders.count_documents({"etl_status": "SENT"}) == 4000


def test_large_orders():
    own_shop.empty_shop()
    print("8 insert orders of 3,000 lines and one of 12,000: they are cut into messages of at most 900,000 bytes, the one is refused")
    ends = ends_of_topic()
    own_shop.mongo_orders.insert_many(dict(GOOD, order_id=f"L{number}", items=GOOD["items"] * 3000) for number in range(7))
    own_shop.mongo_orders.insert_one(dict(GOOD, order_id="XL", items=GOOD["items"] * 12000))
    assert run_service.indented(extract_new_orders) == (7, 1, 0)
    messages = messages_since(ends)
    print("  bytes of the messages:", [len(message.value()) for message in messages])
    assert all(len(message.value()) <= 900_000 for message in messages)
    assert sorted(order["order_id"] for message in messages for order in json.loads(message.value())["orders"]) == [f"L{n}" for n in range(7)]
    print("  the refused one:", marks()["XL"])
    wire = dict(ON_THE_WIRE, order_id="XL", items=ON_THE_WIRE["items"] * 12000)
    size = len(json.dumps({"orders": [wire]}, ensure_ascii=False).encode())
    assert marks()["XL"] == ("REJECTED", f"the order is too large for a message: {size} bytes, 900000 are allowed")


def test_changed_between_read_and_mark():
    own_shop.empty_shop()
    print("9 an order changes between read and mark: it is not marked and is sent again")
    run_service.indented(create_topic_if_missing)
    own_shop.mongo_orders.insert_many([dict(GOOD), dict(GOOD, order_id="A2")])
    page, = read_pages()
    send_page([ON_THE_WIRE], 0)
    own_shop.mongo_orders.update_one({"order_id": "A1"}, {"$set": {"status": "SHIPPED", "updated_at": datetime(2026, 1, 7)}})
    assert mark_orders([(document, None) for document in page]) == 1
    print("  the marks:", marks())
    assert marks() == {"A1": (None, None), "A2": ("SENT", None)}
    assert run_service.indented(extract_new_orders) == (1, 0, 0)


def test_topic_settings():
    create_topic_if_missing()
    assert create_topic_if_missing() == 3
    assert len(admin.topics()[TOPIC].partitions) == 3
    print("10 the topic has 3 partitions, after the second call as after the first")


if __name__ == "__main__":
    test_one_extract_step()
    test_pages_and_partitions()
    test_large_orders()
    test_changed_between_read_and_mark()
    test_topic_settings()
