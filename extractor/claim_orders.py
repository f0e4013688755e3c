import os
import socket
from bson import ObjectId
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .find_new_orders import IS_NEW
from .log import log
from .order_fields import projection

EXTRACTOR_NAME = os.environ.get("EXTRACTOR_NAME", socket.gethostname())
# what another extractor has held for longer is released: a batch may wait 30 seconds for each acknowledgement
CLAIM_TIMEOUT_SECONDS = 120
# mongodb holds documents of at most 16 mib, and the mark of a rejected one needs up to 2 kb
MAX_DOCUMENT_BYTES = 16 * 1024 * 1024 - 2048
# documents are read in parts of about so many bytes, so that huge ones do not fill the memory
PART_BYTES = 16 * 1024 * 1024
FIELDS = {"document_id": "$_id", "document_bytes": {"$bsonSize": "$$ROOT"}, "etl_at": 1, **projection()}

collection = mongo.collection(MONGO_COLLECTION)


def release_own_claims():
    """Makes new again what an extractor of this name had in hand when it died; to be called once, at the start."""
    release({"etl_status": "SENDING", "etl_by": EXTRACTOR_NAME})


def release_old_claims():
    """Makes new again what another extractor has held for more than two minutes, by MongoDB's clock."""
    long_ago = {"$subtract": ["$$NOW", CLAIM_TIMEOUT_SECONDS * 1000]}
    # a claim of tomorrow: the clock was set back, and nobody knows how old it is
    soon = {"$add": ["$$NOW", CLAIM_TIMEOUT_SECONDS * 1000]}
    is_old = {"$or": [{"$lt": ["$etl_at", long_ago]}, {"$gt": ["$etl_at", soon]}]}
    release({"etl_status": "SENDING", "$expr": is_old})


def release(claimed):
    result = collection.update_many(claimed, {"$set": {"etl_status": None}}, bypass_document_validation=True)
    if result.matched_count:
        log(f"{result.matched_count} orders released that an extractor did not finish, they are new again")


def claim_orders(ids):
    """
    Takes _ids and claims those that are still new, with one update: two extractors never hold the same order.
    Returns (the id of this claim, how many were claimed). etl_at comes from the one clock of MongoDB.
    """
    batch = ObjectId()
    result = collection.update_many(
        {"_id": {"$in": ids}, "etl_status": IS_NEW, "$expr": {"$lt": [{"$bsonSize": "$$ROOT"}, MAX_DOCUMENT_BYTES]}},
        {
            "$set": {"etl_status": "SENDING", "etl_batch": batch, "etl_by": EXTRACTOR_NAME},
            "$currentDate": {"etl_at": True},
        },
        # a validator that somebody put on the collection must not stop the pipeline
        bypass_document_validation=True,
        # without it mongodb weighs the index of etl_status too: 1.07 s instead of 0.67 s for 30,000 orders
        hint={"_id": 1},
    )
    return batch, result.matched_count


def read_claimed_orders(batch, ids):
    """Hands out the documents of this claim in lists of about 16 MB at most, each with its document_id and etl_at."""
    part, part_bytes = [], 0
    claimed = {"_id": {"$in": ids}, "etl_batch": batch, "etl_status": "SENDING"}
    for document in collection.find(claimed, {"_id": 0, **FIELDS}).batch_size(len(ids)):
        part.append(document)
        part_bytes += document["document_bytes"]
        if part_bytes > PART_BYTES:
            yield part
            part, part_bytes = [], 0
    if part:
        yield part


def find_too_large(ids):
    """Returns [(document_id, bytes)] of those that are too large to be marked, and so are never claimed."""
    too_large = {"_id": {"$in": ids}, "$expr": {"$gte": [{"$bsonSize": "$$ROOT"}, MAX_DOCUMENT_BYTES]}}
    sizes = collection.find(too_large, {"_id": 0, "document_id": "$_id", "document_bytes": {"$bsonSize": "$$ROOT"}})
    return [(document["document_id"], document["document_bytes"]) for document in sizes]
