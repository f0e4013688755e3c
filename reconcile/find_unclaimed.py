import time
from .read_documents import MAX_MARKABLE_BYTES, collection, name_of, read_documents
from .report import UNCLAIMED

# so many new orders are looked at again at the end
MAX_NEW_ORDERS = 1000
IS_NEW = {"etl_status": {"$nin": ["SENDING", "SENT", "REJECTED"]}}


def find_new_ids():
    """Returns the _ids of up to 1,000 new orders that an extractor can claim."""
    markable = {**IS_NEW, "$expr": {"$lt": [{"$bsonSize": "$$ROOT"}, MAX_MARKABLE_BYTES]}}
    documents = collection.find(markable, {"_id": 0, "document_id": "$_id"}).limit(MAX_NEW_ORDERS)
    return [document["document_id"] for document in documents]


def find_unclaimed(start):
    """
    Takes what wait_until_loaded() has returned. Waits until each order that was new then was claimed, or the deadline
    is over; hands out (kind, sentence, _id) of each that was not: the extractor does not get to it.
    """
    unclaimed = {"_id": {"$in": start["new"]}, "etl_at": {"$not": {"$gte": start["claimed_before"]}}, **IS_NEW}
    count = collection.count_documents(unclaimed)
    if count:
        print(f"waiting for {count:,} orders to be claimed that were new at the start", flush=True)
    while time.monotonic() < start["deadline"] and collection.count_documents(unclaimed):
        time.sleep(0.2)
    for documents in read_documents(unclaimed):
        for document in documents:
            yield UNCLAIMED, f"{name_of(document)}: the extractor does not get to it", document["document_id"]
