"""
Extract - One run: sends every new order once, and says how many

INPUT:
    - new orders in mongodb (etl_status is not SENDING, SENT or REJECTED)

OUTPUT:
    - batches of orders as messages in the kafka topic
    - etl_status SENT, or REJECTED with etl_reason, on each order in mongodb

FLOW:
    mongodb -> claim a batch -> read it -> validate each order -> kafka -> mark the batch in mongodb
"""
import time
import zlib
from . import stop_signal
from .claim_orders import claim_orders, find_too_large, read_claimed_orders, release_old_claims
from .connection.mongo_connection import mongo
from .create_topic import create_topic_if_missing, topic_warning
from .find_new_orders import find_new_ids
from .log import log
from .make_indexes import make_missing_indexes
from .mark_orders import mark_rejected, mark_sent
from .name_document import document_name
from .report_run import report_run
from .send_batch import send_batch
from .validate_order import order_id_text, validate_order


def extract_new_orders(is_scheduled=False):
    """
    Sends every new order to Kafka, batch by batch, and marks it SENT or REJECTED in MongoDB; a scheduled run tells of
    itself in MongoDB, a step by hand does not.
    Returns (sent, rejected, changed): changed ones were changed during their batch, and are new again.
    Raises where MongoDB or Kafka does not answer; what was not marked by then is sent again.
    """
    make_missing_indexes()
    partition_count = create_topic_if_missing()
    release_old_claims()
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
        log(f"batch: {batch_sent} sent, {batch_rejected} rejected, {batch_changed} changed during the batch; "
            f"{seen} in this run, {rate:.0f} orders/s")
        # a run over millions of orders takes long, and makes progress while its batches go out
        if is_scheduled:
            report_run(sent, rejected)
    if seen:
        log(f"run: {sent} orders sent, {rejected} rejected, {changed} changed during their batch, "
            f"in {time.monotonic() - started:.1f} s")
        warning = topic_warning()
        if warning:
            log(warning)
    if is_scheduled:
        report_run(sent, rejected)
    return sent, rejected, changed


def extract_batch(ids, partition_count):
    """Takes _ids of new orders and the topic's partition count; returns (sent, rejected, changed) of this batch."""
    batch, claimed = claim_orders(ids)
    if claimed < len(ids):
        report_unclaimed(ids, claimed)
    sent_count = rejected_count = marked = 0
    for documents in read_claimed_orders(batch, ids):
        for document in documents:
            document["order"], document["reason"] = validate_order(document)
        # the marks come after the last acknowledgement: marked first, orders would be lost where this process dies
        for partition, good_documents in sort_by_partition(documents, partition_count).items():
            send_batch(good_documents, partition)
        sent = [document["document_id"] for document in documents if document["reason"] is None]
        rejected = [
            (document["document_id"], order_id_text(document), document["reason"])
            for document in documents if document["reason"]
        ]
        marked += mark_sent(batch, sent) + mark_rejected(batch, rejected)
        sent_count += len(sent)
        rejected_count += len(rejected)
    return sent_count, rejected_count, claimed - marked


def sort_by_partition(documents, partition_count):
    """Returns {partition: documents} of the good ones: all orders of one customer go to one partition."""
    documents_of_partition = {}
    for document in documents:
        order = document["order"]
        if order:
            # when this version was claimed: the loader keeps the version with the latest one
            order["read_at"] = document["etl_at"].isoformat(" ", "milliseconds")
            partition = zlib.crc32(order["customer_id"].encode("utf-8")) % partition_count
            documents_of_partition.setdefault(partition, []).append(document)
    return documents_of_partition


def report_unclaimed(ids, claimed):
    too_large = find_too_large(ids)
    for document_id, document_bytes in too_large:
        log(f"too large to be marked, stays new: document {document_name(document_id)} of {document_bytes} bytes")
    others = len(ids) - claimed - len(too_large)
    if others > 0:
        log(f"{others} of {len(ids)} were claimed by another extractor or changed")


if __name__ == "__main__":
    print(mongo.address())
    if extract_new_orders() == (0, 0, 0):
        print("no order is new")
