from datetime import datetime, timezone
from bson import DatetimeMS
from pymongo import UpdateOne
from .connection.mongo_connection import mongo

collection = mongo.collection("orders")


def mark_orders(results):
    """
    Takes a list of (document as read, reason): reason None marks it SENT, a sentence marks it REJECTED.
    Returns how many were marked. A document that was changed since it was read is left as it is:
    it is still new, and the next run sends what it says now.
    """
    etl_at = datetime.now(timezone.utc)
    marks = []
    for document, reason in results:
        status = "SENT" if reason is None else "REJECTED"
        marks.append(UpdateOne(
            {"$and": [document["document_key"], {"etl_status": None}, unchanged_since_read(document)]},
            {"$set": {"etl_status": status, "etl_reason": reason, "etl_at": etl_at}},
            # without this mongodb weighs the index of etl_status too, for each mark anew
            hint={"_id": 1},
        ))
    # not ordered: one mark that the server refuses must not hold back the marks behind it
    return collection.bulk_write(marks, ordered=False).matched_count


def unchanged_since_read(document):
    updated_at = document.get("updated_at")
    if isinstance(updated_at, (datetime, DatetimeMS)):
        return {"updated_at": {"$eq": updated_at}}
    # anything else was rejected for not being a date, and that still holds while it is none
    # a list with a date in it is none either: {"$not": {"$type": "date"}} would look into the list
    return {"$expr": {"$ne": [{"$type": "$updated_at"}, "date"]}}
