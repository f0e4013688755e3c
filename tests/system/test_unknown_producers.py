"""
Unknown producers - whatever else is in the topic is kept with its bytes and a reason, and all orders are loaded

FLOW:
    1 orders, and messages with all kinds of keys and values, come by turns: one loader goes through all of it
    2 the topic is deleted and made again: rows with the same offsets stand beside the older ones
    3 a signed batch of a newer schema, or a broken one, ends the loader with its place on the log, and stays in Kafka;
      it is skipped by hand, while no loader runs: the next loader goes on behind it
"""
import hashlib
import hmac
import json
import random
from tests.support import environment, random_orders, restart, services, topic, verify
from tests.support.sample_order import ON_THE_WIRE as ORDER

NO_VALUE = "the message has no value"
NO_KEY = "the message has no key, and so no signature"
WRONG_KEY = "the key is not the signature of the value: not written by the extractor, or with another BATCH_KEY"
# the largest value that the broker takes: its limit counts the heads of the batch and of the record, too
LARGEST_VALUE = b"x" * (1_048_588 - 72)


def as_value(**changes):
    return json.dumps({"schema": "orders.v2", "orders": [dict(ORDER, **changes)]}).encode()


# what would stop a loader that read it; with the right signature these are bugs of ours, step 3
BROKEN_VALUES = (
    b'{"schema": "orders.v2", "orders": [{"order_id": ', b'{"schema": "orders.v2", "orders": null}', b"5", b"null",
    b'{"schema": "orders.v2", "orders": [{"order_id": "A1"}]}',
    b'{"schema": "orders.v2", "orders": [{"order_id": "\xff"}]}',
    as_value(updated_at="x"), as_value(order_id="x" * 300),
)


def teardown_function():
    restart.clean_up()


def unknown_messages(batch):
    """Takes the value of a real batch; returns what an unknown producer may write as a list of (value, key, reason)."""
    signature = topic.sign(batch)
    messages = [(value, None, NO_KEY) for value in (b"", b"hello", b"\x00\xff\xfe not utf-8", batch, *BROKEN_VALUES)]
    messages += [(None, None, NO_VALUE), (None, signature, NO_VALUE)]
    keys = (
        "", "hello", "0" * 64, "x" * 10_000, "ü" * 32, b"\xff\x00\xfe" * 20, hashlib.sha256(batch).hexdigest(),
        hmac.new(b"anotherkey", batch, hashlib.sha256).hexdigest(),
        signature.upper(), signature[:-1], signature + "0", " " + signature, bytes.fromhex(signature),
    )
    messages += [(batch, key, WRONG_KEY) for key in keys]
    # with the signature of another value
    changed = (batch[:-1], batch + b" ", batch.replace(b"Ireland", b"Iceland"))
    others = (b"", b"hello", as_value(), *changed, *BROKEN_VALUES)
    return messages + [(value, signature, WRONG_KEY) for value in others]


def send_all(messages):
    """Sends each message to the next partition; returns (partition, offset, reason, value) of each."""
    rows = []
    for number, (value, key, reason) in enumerate(messages):
        rows.append((number % 3, topic.send_message(value, key, partition=number % 3), reason, value))
    return rows


def put_and_extract(count, orders):
    random_orders.put_orders(count, random.Random(count), orders)
    services.extract(batch_size=10)


def rejected_rows():
    rows = environment.mysql_rows("SELECT partition_number, offset_number, reason, value FROM rejected_messages")
    return sorted(rows, key=lambda row: row[:2])


def test_unknown_messages_between_orders():
    services.new_shop()
    orders = []
    put_and_extract(30, orders)
    batch = topic.messages()[0].value()
    messages = unknown_messages(batch) + [(LARGEST_VALUE, None, NO_KEY)]
    expected = []
    for first in range(0, len(messages), 15):
        expected += send_all(messages[first:first + 15])
        put_and_extract(10, orders)
    # and a batch of ours once more
    topic.send_message(batch, topic.sign(batch))
    services.load()
    for reason, row in {row[2]: row for row in expected}.items():
        print(f"partition {row[0]} offset {row[1]}: {reason}: {str(row[3])[:40]}")
    assert rejected_rows() == sorted(expected, key=lambda row: row[:2])
    verify.verify_everything(orders, rejected_messages=len(expected))


def test_a_topic_made_again_keeps_the_older_evidence():
    services.new_shop()
    orders = []
    put_and_extract(10, orders)
    older = send_all([(b"older %d" % number, None, NO_KEY) for number in range(9)])
    services.load()
    name = environment.topics[-1]
    environment.kafka_admin.delete_topics([name])[name].result()
    environment.wait_until(lambda: name not in environment.kafka_admin.list_topics(timeout=10).topics)
    put_and_extract(10, orders)
    newer = send_all([(b"newer %d" % number, None, NO_KEY) for number in range(9)])
    services.load()
    assert {row[:2] for row in older} & {row[:2] for row in newer}, "the offsets did not begin again"
    assert sorted(rejected_rows()) == sorted(older + newer)
    verify.verify_everything(orders, rejected_messages=18)


def run_until_it_ends():
    """Starts a loader that ends by itself; returns what it printed."""
    loader = restart.keep("loader.worker")
    environment.wait_until(lambda: loader["process"].poll() is not None)
    assert restart.end(loader) == 1
    return restart.log_of(loader)


def test_signed_batches_that_cannot_be_loaded():
    services.new_shop()
    services.run("extractor.create_topic")
    topic.send_signed([dict(ORDER, order_id="before")], partition=1)
    newer = topic.send_signed([ORDER], partition=1, schema="orders.v3")
    topic.send_signed([dict(ORDER, order_id="between")], partition=1)
    place = f"partition 1 offset {newer}"
    for number in range(2):
        log = run_until_it_ends()
        assert f"{place}: the schema is orders.v3, this loader knows orders.v2: start a newer loader" in log
        assert f"loader stopped at {place}, which is not loaded" in log
    assert environment.mysql_rows("SELECT order_id FROM orders") == [("before",)]
    assert topic.messages_in_flight() == 2
    topic.set_offset(1, newer + 1)
    services.load()
    for value in BROKEN_VALUES:
        offset = topic.send_message(value, topic.sign(value), partition=2)
        log = run_until_it_ends()
        assert f"loader stopped at partition 2 offset {offset}, which is not loaded" in log and "Traceback" in log
        assert topic.messages_in_flight() == 1
        topic.set_offset(2, offset + 1)
    topic.send_signed([dict(ORDER, order_id="last")], partition=2)
    services.load()
    assert sorted(environment.mysql_rows("SELECT order_id FROM orders")) == [("before",), ("between",), ("last",)]
    assert rejected_rows() == []
