import hashlib
import hmac
import json
import os
from .connection.kafka_connection_producer import producer

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")
# extractor and loader know this key; a batch that is not signed with it is not loaded
BATCH_KEY = os.environ.get("BATCH_KEY", "batchkeythatonlytheservicesknow")
SCHEMA = "orders.v2"
# kafka refuses a message over 1,000,000 bytes by default
LARGEST_MESSAGE = 900_000


def to_bytes(orders):
    """Returns the value of the message that carries these orders: JSON in UTF-8."""
    return json.dumps({"schema": SCHEMA, "orders": orders}, ensure_ascii=False, allow_nan=False).encode("utf-8")


def sign(value):
    """Returns the signature of a message's value, HMAC-SHA256 as hex text."""
    return hmac.new(BATCH_KEY.encode("utf-8"), value, hashlib.sha256).hexdigest()


def send_batch(orders, partition):
    """
    Publishes orders (as validate_order gives them, each small enough for a message) as one message to one partition,
    or as two and more where they are too many bytes for one. Returns when the broker has them on disk.
    Raises KafkaException where the broker does not acknowledge within 30 seconds.
    """
    value = to_bytes(orders)
    if len(value) > LARGEST_MESSAGE:
        half = len(orders) // 2
        send_batch(orders[:half], partition)
        send_batch(orders[half:], partition)
        return
    producer.send(TOPIC, value, sign(value), partition)
    producer.flush()
