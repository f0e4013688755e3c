from pymongo import UpdateOne
from .connection.mongo_connection import MONGO_COLLECTION, mongo

collection = mongo.collection(MONGO_COLLECTION)

# both filters ask for the claim: an order that was changed during the batch is new, and must stay so


def mark_sent(batch, ids):
    """Takes the id of a claim and the _ids that were sent; marks them SENT and returns how many were marked."""
    result = collection.update_many(
        {"_id": {"$in": ids}, "etl_batch": batch, "etl_status": "SENDING"},
        {"$set": {"etl_status": "SENT", "etl_reason": None}},
        bypass_document_validation=True,
    )
    return result.matched_count


def mark_rejected(batch, rejected):
    """
    Takes the id of a claim and a list of (_id, order_id, reason); marks them REJECTED and returns how many were marked.
    etl_order_id is the order_id as text, whatever it was, for those who list rejected orders.
    """
    marks = [
        UpdateOne(
            {"_id": {"$eq": document_id}, "etl_batch": batch, "etl_status": "SENDING"},
            {"$set": {"etl_status": "REJECTED", "etl_reason": reason, "etl_order_id": order_id}},
        )
        for document_id, order_id, reason in rejected
    ]
    if not marks:
        return 0
    # not ordered: one mark that the server refuses must not hold back the marks behind it
    return collection.bulk_write(marks, ordered=False, bypass_document_validation=True).matched_count
