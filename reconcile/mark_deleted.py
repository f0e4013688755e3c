import hashlib
import hmac
import json
import os
import zlib
from .connection.kafka_connection_consumer import consumer
from .connection.kafka_connection_producer import producer
from .read_documents import in_parts
from .read_rows import read_order_rows
from .wait_until_loaded import TOPIC, wait_for_loaders

# the loader takes only what is signed with this key
BATCH_KEY = os.environ.get("BATCH_KEY", "batchkeythatonlytheservicesknow")
SCHEMA = "deletions.v1"


def reason_not_to_mark(deleted_count, order_count, older_count, yes):
    """Takes how many orders would be marked, how many there are, how many are older in MongoDB, and --yes."""
    if not consumer.partitions(TOPIC):
        return f"there is no topic {TOPIC}: the extractor makes it"
    if older_count and not yes:
        return "MongoDB is older than MySQL, so what it lacks may be real orders: --yes if it is right"
    # another database, an empty collection or an old backup lacks many orders that nobody has deleted
    if deleted_count * 100 > order_count and not yes:
        return f"{deleted_count:,} of {order_count:,} orders are more than one in a hundred: --yes if it is right"
    return None


def mark_deleted(order_ids, read_at):
    """
    Takes ids of orders that had no document at `read_at` or later, a time by MongoDB's clock from before they were
    looked for. Publishes their deletions, waits until they are loaded, and returns how many orders are deleted now.
    Raises KafkaException where the broker does not acknowledge one within 30 seconds.
    """
    partition_count = len(consumer.partitions(TOPIC))
    for part in in_parts(order_ids):
        for partition, deletions in deletions_of(part, read_at, partition_count).items():
            # 1500 ids of 64 characters fit into a message, whatever these are
            value = json.dumps({"schema": SCHEMA, "deletions": deletions}, ensure_ascii=False).encode("utf-8")
            signature = hmac.new(BATCH_KEY.encode("utf-8"), value, hashlib.sha256).hexdigest()
            producer.send(TOPIC, value, signature, partition)
            producer.flush()
    wait_for_loaders()
    rows = (row for part in in_parts(order_ids) for row in read_order_rows(part).values())
    return sum(row["deleted_at"] is not None for row in rows)


def deletions_of(order_ids, read_at, partition_count):
    """Returns {partition: deletions}, by the customer, as the extractor sends orders."""
    deletions = {}
    for order_id, row in read_order_rows(order_ids).items():
        partition = zlib.crc32(row["customer_id"].encode("utf-8")) % partition_count
        deletion = {"order_id": order_id, "read_at": read_at.isoformat(" ", "milliseconds")}
        deletions.setdefault(partition, []).append(deletion)
    return deletions
