from datetime import datetime
from .connection.mongo_connection import MONGO_COLLECTION, mongo

collection = mongo.collection(MONGO_COLLECTION)


def find_rejected_orders(limit):
    """
    Returns the `limit` newest orders that the extractor rejected, as dicts: document, order, why and when.
    Raises pymongo's errors where MongoDB does not answer.
    """
    documents = collection.find(
        {"etl_status": "REJECTED"},
        {"_id": 0, "document_id": "$_id", "etl_order_id": 1, "etl_reason": 1, "etl_at": 1},
    ).sort("etl_at", -1).limit(limit)
    return [
        {
            "document_id": as_text(document["document_id"]),
            "order_id": as_text(document.get("etl_order_id")),
            "reason": as_text(document.get("etl_reason")),
            "rejected_at": as_date(document.get("etl_at")),
        }
        for document in documents
    ]


# what somebody else wrote there, of another type, would turn the whole list into an error

def as_text(value):
    return None if value is None else str(value)[:1000]


def as_date(value):
    return value if isinstance(value, datetime) else None


def is_rejected(order_id):
    """Returns whether MongoDB has a rejected order with this id."""
    # etl_order_id is the extractor's: the shop may have its order ids in a field of another name
    document = collection.find_one({"etl_status": "REJECTED", "etl_order_id": order_id}, {"_id": 0, "etl_order_id": 1})
    return document is not None
