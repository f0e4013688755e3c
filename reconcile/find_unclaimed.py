import time
from .read_documents import collection, name_of, read_documents
from .wait_until_loaded import NEW

UNCLAIMED = "new and never claimed"


def find_unclaimed(start):
    """
    Takes what wait_until_loaded() has returned. Waits until each order that was new then was claimed, or the deadline
    is over; hands out (kind, sentence, _id) of each that was not: the extractor does not get to it.
    """
    unclaimed = {"etl_at": {"$not": {"$gte": start["claimed_before"]}}, **NEW}
    ids = find_ids(start["new"], unclaimed)
    if ids:
        print(f"waiting for {len(ids):,} orders to be claimed that were new at the start", flush=True)
    while ids and time.monotonic() < start["deadline"]:
        time.sleep(0.2)
        ids = find_ids(ids, unclaimed)
    for documents in read_documents({"_id": {"$in": ids}, **unclaimed}):
        for document in documents:
            yield UNCLAIMED, f"{name_of(document)}: the extractor does not get to it", document["document_id"]


def find_ids(ids, filter):
    documents = collection.find({"_id": {"$in": ids}, **filter}, {"_id": 0, "document_id": "$_id"})
    return [document["document_id"] for document in documents]
