"""
Extract - One run: sends every new order once, and says how many

INPUT:
    - new orders in mongodb (etl_status missing or null)

OUTPUT:
    - batches of orders as messages in the kafka topic
    - etl_status SENT, or REJECTED with etl_reason, on each order in mongodb

FLOW:
    mongodb -> claim a batch -> read it -> validate each order -> kafka -> mark the batch in mongodb
"""
import gc
import time
import zlib
from . import stop_signal
from .claim_orders import claim_orders, find_too_large, read_claimed_orders, take_back_old_claims
from .connection.mongo_connection import mongo
from .create_topic import create_topic_if_missing
from .find_new_orders import find_new_ids, make_index_if_missing
from .heartbeat import write_heartbeat
from .mark_orders import mark_rejected, mark_sent
from .order_fields import ORDER_FIELDS
from .send_batch import LARGEST_MESSAGE, send_batch, to_bytes
from .validate_order import validate_order, value_at

# a document of fewer bytes fits into a message whatever it holds, so its size there is not looked at
SURELY_FITS = 100_000

# a batch is tens of thousands of small objects: python's garbage collector, which goes through all of them each time,
# would take a fifth of the extractor's time
gc.set_threshold(100_000)


def extract_new_orders():
    """
    Sends every new order to Kafka, batch by batch, and marks it SENT or REJECTED in MongoDB.
    Returns (sent, rejected, changed): changed ones were changed while they were sent, and are new again.
    Raises where MongoDB or Kafka does not answer; what was not marked by then is sent again.
    """
    make_index_if_missing()
    partition_count = create_topic_if_missing()
    take_back_old_claims()
    sent = rejected = changed = seen = 0
    started = time.monotonic()
    for ids in find_new_ids():
        if stop_signal.stopping:
            break
        batch_sent, batch_rejected, batch_changed = extract_batch(ids, partition_count)
        sent += batch_sent
        rejected += batch_rejected
        changed += batch_changed
        seen += len(ids)
        rate = seen / (time.monotonic() - started)
        print(f"batch: {batch_sent} sent, {batch_rejected} rejected, {batch_changed} changed meanwhile; "
              f"{seen} in this run, {rate:.0f} orders/s")
        # a run over millions of orders takes long, and is making progress while its batches go out
        write_heartbeat()
    if seen:
        print(f"run: {sent} orders sent, {rejected} rejected, {changed} changed meanwhile, "
              f"in {time.monotonic() - started:.1f} s")
    write_heartbeat()
    return sent, rejected, changed


def extract_batch(ids, partition_count):
    """Takes _ids of new orders and the topic's partition count; returns (sent, rejected, changed) of this batch."""
    batch, claimed = claim_orders(ids)
    if claimed < len(ids):
        report_unclaimed(ids, claimed)
    sent = rejected = marked = 0
    for documents in read_claimed_orders(batch, ids):
        orders_of_partition, sent_ids, refused = sort_orders(documents, partition_count)
        # the marks come after the last acknowledgement: marked first, orders would be lost where this process dies
        for partition, orders in orders_of_partition.items():
            send_batch(orders, partition)
        marked += mark_sent(batch, sent_ids) + mark_rejected(batch, refused)
        sent += len(sent_ids)
        rejected += len(refused)
    return sent, rejected, claimed - marked


def sort_orders(documents, partition_count):
    """Returns ({partition: good orders}, their _ids, [(_id, order_id, reason) of the bad ones])."""
    orders_of_partition, sent_ids, refused = {}, [], []
    for document in documents:
        order, reason = validate_order(document)
        if order:
            add_our_fields(order, document)
            if document["document_bytes"] > SURELY_FITS and len(to_bytes([order])) > LARGEST_MESSAGE:
                size = len(to_bytes([order]))
                reason = f"the order is too large for a message: {size} bytes, {LARGEST_MESSAGE} are allowed"
        if reason:
            refused.append((document["document_id"], order_id_text(document), reason))
            continue
        # all orders of one customer go to one partition
        partition = zlib.crc32(order["customer_id"].encode("utf-8")) % partition_count
        orders_of_partition.setdefault(partition, []).append(order)
        sent_ids.append(document["document_id"])
    return orders_of_partition, sent_ids, refused


def add_our_fields(order, document):
    # when this version was claimed: the loader keeps the version with the latest one
    order["read_at"] = document["etl_at"].isoformat(" ", "milliseconds")
    # reconcile found the customer or a product of this order wrong in mysql
    if document.get("etl_renew") is True:
        order["renew"] = True


def order_id_text(document):
    """Returns the order_id of a bad document as short text, whatever it is, None where there is none."""
    name, path, check = ORDER_FIELDS[0]
    order_id = value_at(document, path.split("."))
    return None if order_id is None else str(order_id)[:100]


def report_unclaimed(ids, claimed):
    too_large = find_too_large(ids)
    for document_id, document_bytes in too_large:
        print(f"too large to be marked, stays new: document {document_id} of {document_bytes} bytes")
    others = len(ids) - claimed - len(too_large)
    if others > 0:
        print(f"{others} of {len(ids)} were claimed by another extractor or changed")


if __name__ == "__main__":
    mongo.print_address()
    if extract_new_orders() == (0, 0, 0):
        print("no order is new")
