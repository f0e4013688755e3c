from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .read_rows import in_chunks

collection = mongo.collection(MONGO_COLLECTION)


def resend(document_ids, renew_ids):
    """
    Makes the documents with these _ids new, so that the extractor sends them once more; returns how many it changed.
    Some of them are in renew_ids too, where a date in MySQL is too late: etl_renew tells the loader to take the order,
    or the texts of its customer or products, all the same.
    """
    # first of all: an extractor may claim them as soon as they are new
    # a validator that somebody put on the collection must not stop the pipeline
    for ids in in_chunks(renew_ids):
        collection.update_many({"_id": {"$in": ids}}, {"$set": {"etl_renew": True}}, bypass_document_validation=True)
    count = 0
    for ids in in_chunks(document_ids):
        new = {"$set": {"etl_status": None}}
        count += collection.update_many({"_id": {"$in": ids}}, new, bypass_document_validation=True).modified_count
    return count
