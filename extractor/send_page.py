import hashlib
import json
import os
from .connection.kafka_connection_producer import producer

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")
# kafka refuses a message over 1,000,000 bytes by default
LARGEST_MESSAGE = 900_000


def to_bytes(orders):
    """Returns the value of the message that carries these orders: JSON in UTF-8."""
    # the loader looks at the first bytes, see loader/check_message.py
    return json.dumps({"orders": orders}, ensure_ascii=False, allow_nan=False).encode("utf-8")


def send_page(orders, partition):
    """
    Publishes orders (as check_order gives them, each small enough for a message) as one message to one partition,
    or as two and more where they are too many bytes for one. Returns when the broker has them on disk.
    Raises KafkaException where the broker does not acknowledge within 30 seconds.
    """
    value = to_bytes(orders)
    if len(value) > LARGEST_MESSAGE:
        half = len(orders) // 2
        send_page(orders[:half], partition)
        send_page(orders[half:], partition)
        return
    # the loader takes only what carries both headers and a hash that fits
    headers = {"schema": "orders.v1", "sha256": hashlib.sha256(value).hexdigest()}
    producer.send(TOPIC, value, partition, headers)
    producer.flush()
