"""
Strange messages - whatever a stranger writes into the topic is kept with its bytes, and the orders around it are loaded

FLOW:
    1 send good orders and strange messages by turns, of every kind and to every partition
    2 run the real loader once over all of it: it does not stop
    3 every strange message is a row of rejected_messages, with its place, its bytes and a reason; no good one is
    4 the api lists them, the newest first; the orders are in MySQL, whole rows; do the accounts
    5 delete the topic, let the extractor make it again, and write strange messages with the same offsets: the older
      rows stay as they are, the new ones stand beside them
    6 a header whose name is no text: the loader does not ask for the headers of such a message
    7 give the loader messages with times that no date can hold: they are kept all the same, with 1970 in place of the time

LIBRARIES:
    confluent-kafka: here it plays the stranger; produce() hands a message over with any value and headers
    hashlib (comes with Python): sha256() makes a short fingerprint of many bytes; the loader compares it with the header sha256
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
"""
import hashlib
import os
from datetime import datetime
from bson import Decimal128
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import ConfigResource
from tests import accounts, own_shop, read_topic, run_service
from loader.check_message import reason_to_reject
from loader.reject_message import reject_message

NO_VALUE = "the message has no value"
NO_PAGE = "the value does not begin as a page of orders does"
NO_SCHEMA = "the message has no header schema: orders.v1"
WRONG_HASH = "the header sha256 is not the hash of the value"
# what a message has besides its value when it goes to the broker: the heads of the batch and of the record
BYTES_AROUND_VALUE = 72


def make_order(number):
    price = Decimal128(f"{number}.25")
    return {
        "order_id": f"M{number}",
        "status": "PAID",
        "created_at": datetime(2026, 1, 5),
        "updated_at": datetime(2026, 1, 6),
        "customer": {"customer_id": f"C{number}", "name": "Zoë", "email": "zoe@example.com", "country": "Ireland"},
        "items": [{"product_id": f"P{number}", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": price}],
    }


def hash_of(value):
    return hashlib.sha256(value).hexdigest()


def both_headers(value):
    return [("schema", "orders.v1"), ("sha256", hash_of(value))]


def biggest_value():
    """Returns how many bytes the value of a message may have; the broker's limit is for the message as it is sent."""
    topic = ConfigResource(ConfigResource.Type.TOPIC, own_shop.topics[-1])
    settings = own_shop.kafka_admin.describe_configs([topic])[topic].result()
    return int(settings["max.message.bytes"].value) - BYTES_AROUND_VALUE


def strange_messages(page):
    """Takes the value of a real page; returns what a stranger may write as a list of (value, headers, reason)."""
    cut = page[:-1]
    short = b"x" * (biggest_value() - 1)
    shapes = (b"[]", b"{}", b"null", b"5", b'"orders"', b'{"orders": null}', b'{"orders": []}', b'{"orders": {}}', b'{"orders": [null]}')
    messages = [
        (b"hello", None, NO_PAGE),
        (b"\x00\xff\xfe not utf-8", None, NO_PAGE),
        (None, None, NO_VALUE),
        (None, both_headers(b""), NO_VALUE),
        (b"", None, NO_PAGE),
        (b"", both_headers(b""), NO_PAGE),
        (b"hello", both_headers(b"hello"), NO_PAGE),
        (page, None, NO_SCHEMA),
        (page, [("schema", "orders.v2"), ("sha256", hash_of(page))], NO_SCHEMA),
        (page, [("Schema", "orders.v1"), ("sha256", hash_of(page))], NO_SCHEMA),
        (page, [("schema", None), ("sha256", None)], NO_SCHEMA),
        (page, [("schema", b"\xff\x00"), ("sha256", b"\xff\x00")], NO_SCHEMA),
        (page, [("sha256", hash_of(page))], NO_SCHEMA),
        (page, [("schema", "orders.v1"), ("schema", None), ("sha256", hash_of(page))], NO_SCHEMA),
        (page, [("schema", "orders.v1")], WRONG_HASH),
        (page, [("schema", "orders.v1"), ("sha256", None)], WRONG_HASH),
        (page, [("schema", "orders.v1"), ("sha256", "0" * 64)], WRONG_HASH),
        (page, [("schema", "orders.v1"), ("sha256", hash_of(page).upper())], WRONG_HASH),
        (page, [*both_headers(page), ("sha256", "0" * 64)], WRONG_HASH),
        (cut, both_headers(page), WRONG_HASH),
        (page + b" ", both_headers(page), WRONG_HASH),
        (page.replace(b"PAID", b"LOST"), both_headers(page), WRONG_HASH),
        (short, None, NO_PAGE),
    ]
    return messages + [(shape, both_headers(shape), NO_PAGE) for shape in shapes]


def send_as_stranger(messages):
    """Sends each message to a partition, one after another; returns where they are, as [(partition, offset)]."""
    places = []
    stranger = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "message.max.bytes": 2_000_000})
    for number, (value, headers, reason) in enumerate(messages):
        stranger.produce(
            own_shop.topics[-1], value, partition=number % 3, headers=headers,
            on_delivery=lambda error, message: places.append((message.partition(), message.offset())),
        )
        stranger.flush()
    assert None not in [offset for partition, offset in places], "the broker did not take a message"
    return places


def is_taken(value):
    """Tells whether the broker takes a message with this value."""
    errors = []
    stranger = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "message.max.bytes": 2_000_000})
    stranger.produce(own_shop.topics[-1], value, partition=0, on_delivery=lambda error, message: errors.append(error))
    stranger.flush()
    return errors[0] is None


def first_page():
    """Returns the value of the first page in the topic."""
    consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": "test", "enable.auto.commit": False})
    consumer.assign([TopicPartition(own_shop.topics[-1], number, 0) for number in range(3)])
    message = consumer.poll(10)
    consumer.close()
    return message.value()


def insert_and_extract(numbers):
    own_shop.mongo_orders.insert_many([make_order(number) for number in numbers])
    own_shop.extract()


def rejected_rows():
    return own_shop.mysql_rows("SELECT * FROM rejected_messages ORDER BY partition_number, offset_number, message_time")


def shown(value):
    return None if value is None else value[:40]


def test_strange_messages_between_good_ones():
    own_shop.empty_shop()
    print("1 send good orders and strange messages by turns")
    insert_and_extract(range(30))
    page = first_page()
    strange = strange_messages(page)
    expected = []
    for first in range(0, len(strange), 8):
        places = send_as_stranger(strange[first:first + 8])
        for (value, headers, reason), place in zip(strange[first:first + 8], places):
            expected.append((own_shop.topics[-1], *place, reason, value))
        insert_and_extract(range(30 + first, 30 + first + 8))
    # a page that comes once more, with each header twice, is a page like any other
    twice = [("schema", "no"), ("sha256", "no"), *both_headers(page)]
    send_as_stranger([(page, twice, None)])
    assert is_taken(b"x" * biggest_value()) and not is_taken(b"x" * (biggest_value() + 1))
    end = read_topic.messages_on_the_way()
    print(f"2 run the real loader once over all {end} messages")
    own_shop.load()

    print(f"3 every strange message is kept, {len(strange)} and the largest that the broker takes:")
    rows = rejected_rows()
    for topic, partition, offset, message_time, reason, value, rejected_at in rows:
        print(f"  partition {partition} offset {offset}: {reason}: {shown(value)}")
    largest = rows.pop(next(number for number, row in enumerate(rows) if row[5] == b"x" * biggest_value()))
    assert largest[4] == NO_PAGE
    assert [(*row[:3], *row[4:6]) for row in rows] == sorted(expected, key=lambda row: row[1:3])

    print("4 the api lists them, and the orders are there")
    port = own_shop.free_port()
    api = own_shop.start_api(port)
    status, answer = own_shop.get(port, "/api/pipeline/rejected?limit=500")
    run_service.stop(api)
    listed = sorted((row["topic"], row["partition_number"], row["offset_number"], row["reason"]) for row in answer)
    assert status == 200
    assert listed == sorted((*row[:3], row[4]) for row in rows + [largest])
    accounts.do_accounts(list(own_shop.mongo_orders.find()), refused_messages=len(strange) + 1)


def test_a_topic_made_again_keeps_the_older_evidence():
    own_shop.empty_shop()
    print("5 delete the topic and let it be made again: its offsets begin again")
    insert_and_extract(range(10))
    older = [(b"older %d" % number, None, NO_PAGE) for number in range(9)]
    older_places = send_as_stranger(older)
    own_shop.load()
    rows_before = rejected_rows()
    assert sorted(row[5] for row in rows_before) == [value for value, headers, reason in older]

    topic = own_shop.topics[-1]
    own_shop.kafka_admin.delete_topics([topic])[topic].result()
    own_shop.wait_until(lambda: topic not in own_shop.kafka_admin.list_topics(timeout=10).topics)
    insert_and_extract(range(10, 20))
    newer = [(b"newer %d" % number, None, NO_PAGE) for number in range(9)]
    newer_places = send_as_stranger(newer)
    own_shop.load()
    rows = rejected_rows()
    for row in rows:
        print("  partition", row[1], "offset", row[2], "of", row[3], row[5])
    assert set(older_places) & set(newer_places), "the offsets did not begin again"
    assert [row for row in rows if row in rows_before] == rows_before
    assert sorted(row[5] for row in rows) == sorted(value for value, headers, reason in newer + older)
    orders = list(own_shop.mongo_orders.find())
    assert len(orders) == 20
    accounts.do_accounts(orders, refused_messages=18)


class MessageWithOddHeaderName:
    """A message as confluent-kafka gives it where the name of a header is not valid utf-8, which this Producer cannot write."""

    def value(self):
        return b"hello"

    def headers(self):
        raise SystemError("returned a result with an exception set")


def test_a_header_with_an_odd_name():
    reason = reason_to_reject(MessageWithOddHeaderName())
    print("6 a header whose name is no text:", reason)
    assert reason == NO_PAGE


class MessageWithOddTime:
    """What the loader looks at in a message of Kafka, with values that no broker of today lets in."""

    def __init__(self, milliseconds):
        self.milliseconds = milliseconds

    def topic(self):
        return "elsewhere"

    def partition(self):
        return 7

    def offset(self):
        return 2**62

    def timestamp(self):
        return 1, self.milliseconds

    def value(self):
        return b"\x00\xff"

    def headers(self):
        return None


def test_a_message_with_any_time_is_kept():
    own_shop.empty_shop()
    for milliseconds in (-1, 2**62, 1767607200123, 1767607200123):
        message = MessageWithOddTime(milliseconds)
        reject_message(message, reason_to_reject(message))
    rows = own_shop.mysql_rows("SELECT offset_number, message_time, value FROM rejected_messages ORDER BY message_time")
    print("7 give the loader messages with odd times; what is kept, its offset, time and bytes:", *rows, sep="\n  ")
    assert rows == [
        (2**62, datetime(1970, 1, 1), b"\x00\xff"),
        (2**62, datetime(2026, 1, 5, 10, 0, 0, 123000), b"\x00\xff"),
    ]


if __name__ == "__main__":
    test_strange_messages_between_good_ones()
    test_a_topic_made_again_keeps_the_older_evidence()
    test_a_header_with_an_odd_name()
    test_a_message_with_any_time_is_kept()
