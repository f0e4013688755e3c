"""
Unknown producers - whatever else is in the topic is kept with its bytes and a reason, and all orders are loaded

FLOW:
    1 send orders, and messages that the extractor did not write, by turns: all kinds of keys, values like ours
    2 run one loader over all of it: it does not stop
    3 every such message is a row of rejected_messages, with its place, its bytes and a reason; no batch of ours is
    4 the api lists them; the orders are in MySQL, whole rows
    5 delete the topic, let the extractor make it again: rows with the same offsets stand beside the older ones
    6 a header whose name is not UTF-8, and times that no date can hold, stop nothing
    7 a signed batch of a newer schema, or a broken one, ends the loader with its place on the log, and stays in Kafka
    8 the message is skipped by hand, while no loader runs: the next loader goes on behind it

LIBRARIES:
    confluent-kafka: here it plays the unknown producer
    hmac (comes with Python): makes signatures as the extractor does, here with another key
"""
import hashlib
import hmac
import json
import random
from datetime import datetime
from confluent_kafka.admin import ConfigResource
from tests.support import environment, random_orders, restart, sample_order, services, topic, verify
from loader.message_error import message_error
from loader.reject_message import reject_message

NO_VALUE = "the message has no value"
NO_KEY = "the message has no key, and so no signature"
WRONG_KEY = "the key is not the signature of the value: not written by the extractor, or with another BATCH_KEY"
# what a message without key has besides its value when it goes to the broker: the heads of the batch and of the record
BYTES_AROUND_VALUE = 72

ORDER = sample_order.ON_THE_WIRE
# what would stop a loader that read it; with the right signature these are bugs of ours, step 7
BROKEN_VALUES = {
    "no JSON": b'{"schema": "orders.v2", "orders": [{"order_id": ',
    "no orders": b'{"schema": "orders.v2"}',
    "a number": b"5",
    "a list": b"[]",
    "null": b"null",
    "orders null": b'{"schema": "orders.v2", "orders": null}',
    "an order null": b'{"schema": "orders.v2", "orders": [null]}',
    "a field missing": b'{"schema": "orders.v2", "orders": [{"order_id": "A1"}]}',
    "bad UTF-8": b'{"schema": "orders.v2", "orders": [{"order_id": "\xff\xfe"}]}',
}


def as_value(**changes):
    return json.dumps({"schema": "orders.v2", "orders": [dict(ORDER, **changes)]}).encode()


BROKEN_VALUES["a date x"] = as_value(updated_at="x")
BROKEN_VALUES["300 characters of id"] = as_value(order_id="x" * 300)


def unknown_messages(batch):
    """Takes the value of a real batch; returns what an unknown producer may write as a list of (value, key, reason)."""
    signature = topic.sign(batch)
    other_key = hmac.new(b"anotherkey", batch, hashlib.sha256).hexdigest()
    messages = [
        (None, None, NO_VALUE), (None, signature, NO_VALUE), (b"", None, NO_KEY), (b"hello", None, NO_KEY),
        (b"\x00\xff\xfe not utf-8", None, NO_KEY), (batch, None, NO_KEY),
    ]
    keys = [
        "", "hello", "0" * 64, "x" * 10_000, "ü" * 32, b"\xff\x00\xfe" * 20,
        other_key, hashlib.sha256(batch).hexdigest(),
        signature.upper(), signature[:-1], signature + "0", " " + signature, bytes.fromhex(signature),
    ]
    messages += [(batch, key, WRONG_KEY) for key in keys]
    # with the signature of another value
    others = (b"", b"hello", batch[:-1], batch + b" ", batch.replace(b"Ireland", b"Iceland"), as_value())
    messages += [(value, signature, WRONG_KEY) for value in others]
    for value in BROKEN_VALUES.values():
        messages += [(value, None, NO_KEY), (value, signature, WRONG_KEY)]
    return messages


def send_all(messages):
    """Sends each message to the next partition; returns (partition, offset, reason, value) of each."""
    rows = []
    for number, (value, key, reason) in enumerate(messages):
        rows.append((number % 3, topic.send_message(value, key, partition=number % 3), reason, value))
    return rows


def largest_value():
    """Returns the largest value that the broker takes; its limit is for the message as it is sent."""
    resource = ConfigResource(ConfigResource.Type.TOPIC, environment.topics[-1])
    settings = environment.kafka_admin.describe_configs([resource])[resource].result()
    return b"x" * (int(settings["max.message.bytes"].value) - BYTES_AROUND_VALUE)


def put_and_extract(count, orders):
    random_orders.put_orders(count, random.Random(count), orders)
    services.extract(batch_size=10)


def rejected_rows():
    return environment.mysql_rows(
        "SELECT partition_number, offset_number, reason, value FROM rejected_messages "
        "ORDER BY partition_number, offset_number, message_time"
    )


def test_unknown_messages_between_orders():
    services.new_shop()
    orders = []
    put_and_extract(30, orders)
    batch = topic.messages()[0].value()
    messages = unknown_messages(batch)
    print(f"1 send orders and {len(messages) + 1} messages of an unknown producer by turns")
    expected = []
    for first in range(0, len(messages), 15):
        expected += send_all(messages[first:first + 15])
        put_and_extract(10, orders)
    # the largest message that the broker takes, and a batch of ours once more
    expected.append((2, topic.send_message(largest_value(), partition=2), NO_KEY, largest_value()))
    topic.send_message(batch, topic.sign(batch))

    print("2 run one loader over all of it")
    services.load()
    print("3 what was kept, of each reason one:")
    for reason, row in {row[2]: row for row in expected}.items():
        print(f"  partition {row[0]} offset {row[1]}: {reason}: {str(row[3])[:40]}")
    assert rejected_rows() == sorted(expected, key=lambda row: row[:2])

    print("4 the api lists them, and the orders are there")
    port = services.free_port()
    api = services.start_api(port)
    status, answer = services.get(port, "/api/pipeline/rejected-messages?limit=500")
    services.stop(api)
    assert status == 200
    listed = [(row["partition_number"], row["offset_number"], row["reason"]) for row in answer]
    assert sorted(listed) == sorted(row[:3] for row in expected)
    verify.verify_everything(orders, rejected_messages=len(expected))


def test_a_topic_made_again_keeps_the_older_evidence():
    services.new_shop()
    print("5 delete the topic and let it be made again: its offsets begin again")
    orders = []
    put_and_extract(10, orders)
    older = send_all([(b"older %d" % number, None, NO_KEY) for number in range(9)])
    services.load()
    assert rejected_rows() == sorted(older)
    name = environment.topics[-1]
    environment.kafka_admin.delete_topics([name])[name].result()
    environment.wait_until(lambda: name not in environment.kafka_admin.list_topics(timeout=10).topics)
    put_and_extract(10, orders)
    newer = send_all([(b"newer %d" % number, None, NO_KEY) for number in range(9)])
    services.load()
    assert {row[:2] for row in older} & {row[:2] for row in newer}, "the offsets did not begin again"
    assert sorted(rejected_rows()) == sorted(older + newer)
    verify.verify_everything(orders, rejected_messages=18)


class HandMadeMessage:
    """A message with a header's name that is not UTF-8, or with an odd time: no Producer can write these."""

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

    def key(self):
        return b"\xff"

    def value(self):
        return b"\x00\xff"

    def headers(self):
        raise SystemError("returned a result with an exception set")


def test_odd_headers_and_times():
    services.new_shop()
    for milliseconds in (-1, 2**62, 1767607200123, 1767607200123):
        message = HandMadeMessage(milliseconds)
        assert message_error(message) == WRONG_KEY
        reject_message(message, WRONG_KEY)
    rows = environment.mysql_rows("SELECT offset_number, message_time, value FROM rejected_messages")
    print("6 a header whose name is not UTF-8, and odd times; what is kept:", *rows, sep="\n  ")
    times = (datetime(1970, 1, 1), datetime(2026, 1, 5, 10, 0, 0, 123000))
    assert sorted(rows) == [(2**62, moment, b"\x00\xff") for moment in times]


def run_until_it_ends():
    """Starts a loader that ends by itself; returns what it printed."""
    loader = restart.keep("loader.worker")
    environment.wait_until(lambda: loader["process"].poll() is not None)
    restart.kept.remove(loader)
    print("    " + restart.log_of(loader).strip().splitlines()[-1])
    assert loader["process"].returncode == 1
    return restart.log_of(loader)


def test_signed_batches_that_cannot_be_loaded():
    services.new_shop()
    services.run("extractor.create_topic")
    topic.send_signed([dict(ORDER, order_id="before")], partition=1)
    print("7 a signed batch of a newer schema, twice started; then a batch that is broken")
    newer = topic.send_signed([ORDER], partition=1, schema="orders.v3")
    topic.send_signed([dict(ORDER, order_id="between")], partition=1)
    place = f"partition 1 offset {newer}"
    for number in range(2):
        log = run_until_it_ends()
        assert f"{place}: the schema is orders.v3, this loader knows orders.v2: start a newer loader" in log
        assert f"loader stopped at {place}, which is not loaded" in log
    assert environment.mysql_rows("SELECT order_id FROM orders") == [("before",)]
    assert topic.messages_in_flight() == 2
    print("8 it is skipped by hand, and the next loader goes on behind it")
    topic.set_offsets({1: newer + 1})
    services.load()
    for name in ("no JSON", "a field missing", "a date x", "300 characters of id"):
        value = BROKEN_VALUES[name]
        place = f"partition 2 offset {topic.send_message(value, topic.sign(value), partition=2)}"
        print(f"  a signed batch with {name}:")
        log = run_until_it_ends()
        assert f"loader stopped at {place}, which is not loaded" in log and "Traceback" in log
        assert topic.messages_in_flight() == 1
        topic.set_offsets({2: int(place.split()[-1]) + 1})
    topic.send_signed([dict(ORDER, order_id="last")], partition=2)
    services.load()
    assert sorted(environment.mysql_rows("SELECT order_id FROM orders")) == [("before",), ("between",), ("last",)]
    assert rejected_rows() == []


if __name__ == "__main__":
    test_unknown_messages_between_orders()
    test_a_topic_made_again_keeps_the_older_evidence()
    test_odd_headers_and_times()
    test_signed_batches_that_cannot_be_loaded()
