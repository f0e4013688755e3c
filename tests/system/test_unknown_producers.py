"""
Unknown producers - whatever else is in the topic is kept with its bytes and a reason, and all orders are loaded
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


# what would stop a loader that read it; with the right signature these are bugs of ours
BROKEN_VALUES = (
    b'{"schema": "orders.v2", "orders": [{"order_id": ', b'{"schema": "orders.v2", "orders": null}', b"null",
    b'{"schema": "orders.v2", "orders": [{"order_id": "A1"}]}',
    b'{"schema": "orders.v2", "orders": [{"order_id": "\xff"}]}',
    as_value(updated_at="x"), as_value(order_id="x" * 300),
)


def unknown_messages(batch):
    """Takes the value of a real batch; returns what an unknown producer may write as a list of (value, key, reason)."""
    signature = topic.sign(batch)
    values = (b"", b"hello", b"\x00\xff\xfe not utf-8", batch, LARGEST_VALUE, *BROKEN_VALUES)
    messages = [(value, None, NO_KEY) for value in values] + [(None, None, NO_VALUE), (None, signature, NO_VALUE)]
    keys = (
        "", "hello", "0" * 64, "x" * 10_000, "ü" * 32, b"\xff\x00\xfe" * 20, hashlib.sha256(batch).hexdigest(),
        hmac.new(b"anotherkey", batch, hashlib.sha256).hexdigest(),
        signature.upper(), signature[:-1], signature + "0", " " + signature, bytes.fromhex(signature),
    )
    messages += [(batch, key, WRONG_KEY) for key in keys]
    # with the signature of another value
    others = (b"", b"hello", as_value(), batch[:-1], batch + b" ", batch.replace(b"Ireland", b"Iceland"))
    return messages + [(value, signature, WRONG_KEY) for value in others + BROKEN_VALUES]


def send_all(messages):
    """Sends each message to the next partition; returns (partition, offset, reason, value) of each."""
    return [
        (number % 3, topic.send_message(value, key, partition=number % 3), reason, value)
        for number, (value, key, reason) in enumerate(messages)
    ]


def put_and_extract(count, orders):
    random_orders.put_orders(count, random.Random(count), orders)
    services.extract(batch_size=10)


def rejected_rows():
    return environment.mysql_rows("SELECT partition_number, offset_number, reason, value FROM rejected_messages")


def test_unknown_messages_between_orders():
    services.new_shop()
    orders = []
    put_and_extract(30, orders)
    batch = environment.new_messages()[0].value()
    messages = unknown_messages(batch)
    expected = send_all(messages[:20])
    put_and_extract(10, orders)
    expected += send_all(messages[20:])
    # and a batch of ours once more
    topic.send_message(batch, topic.sign(batch))
    services.load()
    assert sorted(rejected_rows(), key=lambda row: row[:2]) == sorted(expected, key=lambda row: row[:2])
    verify.verify_everything(orders, rejected_messages=len(expected))


def test_a_topic_made_again_keeps_the_older_evidence():
    services.new_shop()
    orders = []
    for text in (b"older", b"newer"):
        put_and_extract(10, orders)
        expected = send_all([(text, None, NO_KEY)] * 3)
        services.load()
        if text == b"older":
            older, name = expected, environment.topics[-1]
            environment.kafka_admin.delete_topics([name])[name].result()
            environment.wait_until(lambda: name not in environment.kafka_admin.list_topics(timeout=10).topics)
    assert {row[:2] for row in older} & {row[:2] for row in expected}, "the offsets did not begin again"
    assert sorted(rejected_rows()) == sorted(older + expected)
    verify.verify_everything(orders, rejected_messages=6)


def test_signed_batches_that_cannot_be_loaded():
    services.new_shop()
    assert services.run("extractor.create_topic") == 0
    newer = json.dumps({"schema": "orders.v3", "orders": [ORDER]}).encode()
    reasons = ("the schema is orders.v3, this loader knows orders.v2: start a newer loader", "Traceback", "Traceback")
    for value, reason in zip((newer, BROKEN_VALUES[0], BROKEN_VALUES[-1]), reasons):
        offset = topic.send_message(value, topic.sign(value), partition=1)
        loader = restart.keep("loader.worker")
        environment.wait_until(lambda: loader["process"].poll() is not None)
        assert restart.end(loader) == 1
        log = restart.log_of(loader)
        assert reason in log and f"loader stopped at partition 1 offset {offset}, which is not loaded" in log
        # it is skipped by hand, while no loader runs
        assert topic.messages_in_flight() == 1
        topic.set_offset(1, offset + 1)
    topic.send_signed([dict(ORDER, order_id="last")], partition=1)
    services.load()
    assert environment.mysql_rows("SELECT order_id FROM orders") == [("last",)]
    assert rejected_rows() == []
