import hashlib
import hmac
import json
import os
import zlib
from extractor.order_fields import path_of
from .compare_texts import read_texts
from .connection.kafka_connection_consumer import consumer
from .connection.kafka_connection_producer import producer
from .connection.mongo_connection import mongo
from .read_documents import read_documents
from .read_rows import in_chunks, read_stored_orders

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")
# the loader takes only what is signed with this key
BATCH_KEY = os.environ.get("BATCH_KEY", "batchkeythatonlytheservicesknow")
SCHEMA = "orders.v2"
# kafka refuses a message over 1,000,000 bytes by default
LARGEST_MESSAGE = 900_000


def find_objection(found, yes):
    """Takes what reconcile found, and whether --yes was given; returns why nothing may be marked, or None."""
    counts = found["counts"]
    gone, known = len(found["gone"]), counts["orders in MySQL"] - counts["deleted"]
    if gone == 0:
        return None
    # a newer version in kafka would come too late: the deleted order would keep the lines of the version before it
    if counts["new"] + counts["SENDING"] + counts["in Kafka"]:
        return "nothing is marked, for something is in flight: try again in a minute"
    # another database, an empty collection or an old backup lacks many orders that nobody has deleted
    if gone * 100 > known and not yes:
        return f"nothing is marked, for {gone} of {known} orders are more than one in a hundred: --yes if it is right"
    if not consumer.partitions(TOPIC):
        return f"nothing is marked, for there is no topic {TOPIC}: the extractor makes it"
    return None


def mark_deleted(found):
    """
    Takes what reconcile found; publishes each order that is only in MySQL once more, with status DELETED.
    Returns how many. Raises KafkaException where the broker does not acknowledge one within 30 seconds.
    """
    partition_count = len(consumer.partitions(TOPIC))
    count = 0
    for chunk in in_chunks(found["gone"]):
        # before the documents: what is claimed from now on has a later read_at, and wins whenever it is loaded
        read_at = mongo.now().isoformat(" ", "milliseconds")
        stored = read_stored_orders(chunk)
        # after the rows: an order that was put in again since the first look is not deleted
        # all 1000 at once: without an index on the order_id mongodb goes through the collection for each question
        for documents in read_documents({path_of("order_id"): {"$in": chunk}}):
            for document in documents:
                stored.pop(document["order_id"], None)
        for order in build_orders(stored, read_at, found["right texts"]):
            partition = zlib.crc32(order["customer_id"].encode("utf-8")) % partition_count
            value = json.dumps({"schema": SCHEMA, "orders": [order]}, ensure_ascii=False).encode("utf-8")
            if len(value) > LARGEST_MESSAGE:
                print(f"order {order['order_id']!r} is too large for a message, it stays as it is: {len(value)} bytes")
                continue
            signature = hmac.new(BATCH_KEY.encode("utf-8"), value, hashlib.sha256).hexdigest()
            producer.send(TOPIC, value, signature, partition)
            producer.flush()
            count += 1
    return count


def build_orders(stored, read_at, right_texts):
    """Takes what read_stored_orders() returns; hands out each order as the extractor sends it, with status DELETED."""
    texts = {}
    for table, ids in (
        ("customers", {row["customer_id"] for row, lines in stored.values()}),
        ("products", {line["product_id"] for row, lines in stored.values() for line in lines}),
    ):
        texts.update({(table, id): text for id, (text, updated_at) in read_texts(table, sorted(ids)).items()})
    # what was found wrong in mysql must not come back with a deleted order
    texts.update(right_texts)
    for row, lines in stored.values():
        # updated_at stays: customers and products keep their texts and dates
        order = {**row, "status": "DELETED", "read_at": read_at, "items": []}
        for column, text in texts["customers", row["customer_id"]].items():
            order[f"customer_{column}"] = text
        for line in lines:
            item = {**line, **texts["products", line["product_id"]]}
            del item["order_id"], item["line_number"]
            order["items"].append(item)
        # a row whose read_at is still to come would win over what is sent
        if row["read_at"] > read_at:
            order["renew"] = True
        yield order
