"""
Extract - one run: sends what is new, once, and says how many

INPUT:
    - new orders in mongodb (etl_status missing or null)

OUTPUT:
    - pages of orders as messages in the kafka topic
    - etl_status SENT or REJECTED, etl_reason and etl_at on each order in mongodb

FLOW:
    mongodb -> read a page -> check each order -> kafka -> mark the page in mongodb
"""
import gc
import time
import zlib
from .alive import show_alive
from .check_order import check_order
from .create_topic import create_topic_if_missing
from .find_new_orders import count_new_orders, make_index_if_missing, read_pages
from .mark_orders import mark_orders
from .progress_line import leave_progress, show_progress
from .send_page import LARGEST_MESSAGE, send_page, to_bytes

# mongodb holds documents of at most 16 mib, and the mark of a rejected one needs up to 2 kb
LARGEST_MARKABLE = 16 * 1024 * 1024 - 2048
# a document of fewer bytes fits into a message whatever it holds, so its size there is not looked at
SURELY_FITS = 100_000

# a page is tens of thousands of small objects: python's garbage collector, which goes through all of them each time, would take
# a fifth of the extractor's time
gc.set_threshold(100_000)


def extract_new_orders():
    """
    Sends every new order to kafka, page by page, and marks it SENT or REJECTED in mongodb.
    Returns three counts (sent, rejected, not_marked). What was not marked is tried again at the next run; it was sent or rejected
    too, unless it is too large to be marked.
    Raises where mongodb or kafka does not answer; a page that was not acknowledged is not marked.
    """
    make_index_if_missing()
    partition_count = create_topic_if_missing()
    total_sent = total_rejected = total_not_marked = 0
    done = waiting = 0
    started = time.monotonic()
    for page in read_pages():
        # counted when there is a page: a run that finds nothing new costs next to nothing
        waiting = waiting or count_new_orders()
        sent, rejected, not_marked = extract_page(page, partition_count)
        total_sent += sent
        total_rejected += rejected
        total_not_marked += not_marked
        done += len(page)
        rate = done / (time.monotonic() - started)
        # orders may have come after they were counted
        waiting = max(waiting, done)
        seconds_left = (waiting - done) / rate
        show_progress(
            f"{done} of {waiting} orders, {rate:.0f} orders/s, {seconds_left:.0f} s left; "
            f"page of {len(page)}: {sent} sent, {rejected} rejected, {not_marked} not marked"
        )
        # a run over millions of orders takes long, and is not stuck while its pages go out
        show_alive()
    if done:
        leave_progress()
    show_alive()
    return total_sent, total_rejected, total_not_marked


def extract_page(page, partition_count):
    """Takes documents as read and the topic's partition count; returns (sent, rejected, not_marked) of this page."""
    orders_of_partition = {}
    results = []
    for document in page:
        if document["document_bytes"] > LARGEST_MARKABLE:
            print(f"too large to be marked, stays new: document {document['document_key']['_id']} of {document['document_bytes']} bytes")
            continue
        order, reason = check_order(document)
        if reason is None and document["document_bytes"] > SURELY_FITS and len(to_bytes([order])) > LARGEST_MESSAGE:
            reason = f"the order is too large for a message: {len(to_bytes([order]))} bytes, {LARGEST_MESSAGE} are allowed"
        if reason is None:
            # all orders of one customer go to one partition
            partition = zlib.crc32(order["customer"]["customer_id"].encode("utf-8")) % partition_count
            orders_of_partition.setdefault(partition, []).append(order)
        results.append((document, reason))

    # the marks come after the last acknowledgement: marked first, orders would be lost when this process dies in between
    for partition, orders in orders_of_partition.items():
        send_page(orders, partition)
    marked = mark_orders(results) if results else 0

    rejected = sum(1 for document, reason in results if reason is not None)
    return len(results) - rejected, rejected, len(page) - marked


if __name__ == "__main__":
    sent, rejected, not_marked = extract_new_orders()
    print(f"sent {sent} orders, rejected {rejected}, not marked {not_marked}")
