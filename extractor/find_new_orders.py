import os
from .connection.mongo_connection import MONGO_COLLECTION, mongo

BATCH_SIZE = int(os.environ.get("EXTRACT_BATCH_SIZE", "1500"))
# whatever is not ours is new: missing, null, or a word of the shop's own
IS_NEW = {"$nin": ["SENDING", "SENT", "REJECTED"]}

collection = mongo.collection(MONGO_COLLECTION)


def find_new_ids():
    """
    Hands out the _ids of all new orders in lists of at most BATCH_SIZE.
    One cursor without a limit goes through them, so an order that cannot be claimed never hides those behind it.
    Raises pymongo's errors where MongoDB goes away; what was not claimed by then is new in the next run.
    """
    ids = []
    new_orders = collection.find({"etl_status": IS_NEW}, {"_id": 0, "document_id": "$_id"}).batch_size(BATCH_SIZE)
    for document in new_orders:
        ids.append(document["document_id"])
        if len(ids) == BATCH_SIZE:
            yield ids
            ids = []
    if ids:
        yield ids
