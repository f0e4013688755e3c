import os
from .connection.mongo_connection import MONGO_COLLECTION, mongo

BATCH_SIZE = int(os.environ.get("EXTRACT_BATCH_SIZE", "1500"))

collection = mongo.collection(MONGO_COLLECTION)


def make_index_if_missing():
    """Lets the search for new orders touch the new ones only, however many were sent before."""
    collection.create_index("etl_status")


def find_new_ids():
    """
    Hands out the _ids of all new orders (etl_status missing or null) in lists of at most BATCH_SIZE.
    One cursor without a limit goes through them, so an order that cannot be claimed never hides those behind it.
    Raises pymongo's errors where MongoDB goes away; what was not claimed by then is new in the next run.
    """
    ids = []
    new_orders = collection.find({"etl_status": None}, {"_id": 0, "document_id": "$_id"}).batch_size(BATCH_SIZE)
    for document in new_orders:
        ids.append(document["document_id"])
        if len(ids) == BATCH_SIZE:
            yield ids
            ids = []
    if ids:
        yield ids
