import hashlib
import hmac
import json
import os
from .connection.kafka_connection_producer import MAX_MESSAGE_BYTES, producer

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")
# extractor and loader know this key; a batch that is not signed with it is not loaded
BATCH_KEY = os.environ.get("BATCH_KEY", "batchkeythatonlytheservicesknow")
SCHEMA = "orders.v2"


def to_bytes(orders):
    """Returns the value of the message that carries these orders: JSON in UTF-8."""
    return json.dumps({"schema": SCHEMA, "orders": orders}, ensure_ascii=False, allow_nan=False).encode("utf-8")


def sign(value):
    """Returns the signature of a message's value, HMAC-SHA256 as hex text."""
    return hmac.new(BATCH_KEY.encode("utf-8"), value, hashlib.sha256).hexdigest()


def send_batch(documents, partition):
    """
    Publishes the orders of these documents ({"order": ..., "reason": None}) as one message to one partition, or as two
    and more where they are too many bytes for one. Returns when the broker has them on disk; a document whose order is
    alone and still too large has a reason then. Raises KafkaException where the broker does not acknowledge within
    30 seconds.
    """
    value = to_bytes([document["order"] for document in documents])
    if len(value) <= MAX_MESSAGE_BYTES:
        producer.send(TOPIC, value, sign(value), partition)
        producer.flush()
        if not producer.is_too_large:
            return
    if len(documents) == 1:
        documents[0]["reason"] = f"the order is too large for a message of the topic: {len(value)} bytes"
        return
    # a batch that the broker will never take must not stand in the way for ever
    half = len(documents) // 2
    send_batch(documents[:half], partition)
    send_batch(documents[half:], partition)
