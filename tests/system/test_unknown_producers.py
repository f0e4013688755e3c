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
MAX_VALUE = b"x" * (1_048_588 - 72)


def as_value(schema="orders.v2", **changes):
    return json.dumps({"schema": schema, "orders": [dict(ORDER, **changes)]}).encode()


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
    values = (b"", b"hello", b"\x00\xff\xfe not utf-8", batch, MAX_VALUE, *BROKEN_VALUES)
    keys = (
        "", "hello", "0" * 64, "x" * 10_000, "ü" * 32, b"\xff\x00\xfe" * 20, hashlib.sha256(batch).hexdigest(),
        hmac.new(b"anotherkey", batch, hashlib.sha256).hexdigest(),
        signature.upper(), signature[:-1], signature + "0", " " + signature, bytes.fromhex(signature),
    )
    others = (b"", b"hello", as_value(), batch[:-1], batch + b" ", batch.replace(b"Ireland", b"Iceland"))
    messages = [(None, None, NO_VALUE), (None, signature, NO_VALUE)]
    messages += [(value, None, NO_KEY) for value in values]
    messages += [(batch, key, WRONG_KEY) for key in keys]
    # with the signature of another value
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


def test_unknown_messages_between_orders_in_a_topic_that_is_made_again():
    services.new_shop()
    orders = []
    put_and_extract(30, orders)
    batch = environment.new_messages()[0].value()
    messages = unknown_messages(batch)
    older = send_all(messages[:20])
    put_and_extract(10, orders)
    older += send_all(messages[20:])
    # and a batch of ours once more
    topic.send_message(batch, topic.sign(batch))
    services.load()
    name = environment.topics[-1]
    environment.kafka_admin.delete_topics([name])[name].result()
    environment.wait_until(lambda: name not in environment.kafka_admin.list_topics(timeout=10).topics)

    put_and_extract(10, orders)
    newer = send_all([(b"newer", None, NO_KEY)] * 20)
    services.load()
    assert {row[:2] for row in older} & {row[:2] for row in newer}, "the offsets did not begin again"
    assert sorted(rejected_rows(), key=repr) == sorted(older + newer, key=repr)
    verify.verify_everything(orders, rejected_messages=len(older + newer))


def test_signed_batches_that_cannot_be_loaded():
    services.new_shop()
    services.extract()
    newer = "the schema is orders.v3, which this loader does not know yet: start a newer loader"
    unknown = "no loader knows the schema stock.v1: skip this message, see The topic in RUN.md"
    for value, error in (
        (as_value(schema="orders.v3"), newer), (as_value(schema="stock.v1"), unknown),
        (BROKEN_VALUES[0], "Traceback"), (BROKEN_VALUES[-1], "Traceback"),
    ):
        offset = topic.send_message(value, topic.sign(value), partition=1)
        loader = restart.keep("loader.worker")
        environment.wait_until(lambda: loader["process"].poll() is not None)
        assert restart.end(loader) == 1
        log = restart.log_of(loader)
        assert error in log and f"partition 1 offset {offset}: loading" in log
        # it is skipped by hand, while no loader runs
        assert topic.messages_in_flight() == 1
        topic.set_offset(1, offset + 1)
    topic.send_signed([dict(ORDER, order_id="last")], partition=1)
    services.load()
    assert environment.mysql_rows("SELECT order_id FROM orders") == [("last",)]
    assert rejected_rows() == []
