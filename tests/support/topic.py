"""
Topic - how much of the newest topic is not loaded yet; publishes as an unknown producer, and as the extractor does
"""
import hashlib
import hmac
import json
import os
from confluent_kafka import Producer, TopicPartition
from tests.support import environment

producer = Producer({
    "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "message.max.bytes": 2_000_000, "log_level": 0,
})


def messages_in_flight(group=None):
    """Returns how many messages of the newest topic the loaders, or another group, have not committed yet."""
    consumer = environment.new_consumer(group or os.environ["KAFKA_GROUP_ID_LOADER"])
    partitions = environment.topic_partitions(0)
    count = 0
    for partition in environment.ask_kafka(lambda: consumer.committed(partitions, timeout=10)):
        first, end = consumer.get_watermark_offsets(partition, timeout=10)
        count += end - max(partition.offset, first)
    consumer.close()
    return count


def wait_until_loaded():
    environment.wait_until(lambda: messages_in_flight() == 0)


def orders_in_topic():
    """Returns all that is in the newest topic as a list of (order_id, read_at), an order that was sent twice twice."""
    batches = [json.loads(message.value())["orders"] for message in environment.new_messages()]
    return [(order["order_id"], order["read_at"]) for orders in batches for order in orders]


def sign(value):
    return hmac.new(os.environ["BATCH_KEY"].encode(), value, hashlib.sha256).hexdigest()


def send_message(value, key=None, partition=0, **more):
    """Publishes one message into the newest topic and returns its offset."""
    placed = []
    producer.produce(os.environ["KAFKA_TOPIC_ORDERS"], value, key=key, partition=partition,
                     on_delivery=lambda error, message: placed.append(message), **more)
    producer.flush(30)
    return placed[0].offset()


def send_signed(orders, partition=0, schema="orders.v2", **more):
    """Publishes a batch of orders signed as the extractor does; returns its offset."""
    return send_signed_value({"schema": schema, "orders": orders}, partition, **more)


def send_signed_value(data, partition=0, **more):
    """Publishes whatever is to be in a message, signed; returns its offset."""
    value = json.dumps(data).encode()
    return send_message(value, sign(value), partition, **more)


def on_the_wire(document, read_at):
    """Returns what the extractor sends of a document of random_orders that it claimed at read_at, a datetime."""
    order = {field: document[field] for field in ("order_id", "status")}
    order.update({field: document[field].isoformat(" ", "milliseconds") for field in ("created_at", "updated_at")})
    order["customer_id"] = document["customer"]["customer_id"]
    order.update({f"customer_{field}": document["customer"][field] for field in ("name", "email", "country")})
    order["items"] = [dict(item, unit_price=f"{item['unit_price'].to_decimal():.4f}") for item in document["items"]]
    order["read_at"] = read_at.isoformat(" ", "milliseconds")
    return order


def set_offset(partition, offset):
    """The loaders read on from there. Kafka refuses it while one of them runs."""
    consumer = environment.new_consumer(os.environ["KAFKA_GROUP_ID_LOADER"])
    place = TopicPartition(os.environ["KAFKA_TOPIC_ORDERS"], partition, offset)
    consumer.commit(offsets=[place], asynchronous=False)
    consumer.close()
