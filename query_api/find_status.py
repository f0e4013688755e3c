from datetime import datetime
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .connection.mysql_connection import database

collection = mongo.collection(MONGO_COLLECTION)
# mongodb goes through what it counts: behind this many it stops
COUNTED_TO = 100_000
# so many of the newest sent documents are looked at for the time of the newest order in kafka
NEWEST_DOCUMENTS = 1000


def find_status():
    """
    Returns how far the pipeline is, as a dict: how many orders wait, were rejected, are in MySQL, and the newest batch.
    An order that was sent after the newest batch was loaded is in Kafka, and not in MySQL yet.
    Raises pymongo's errors where MongoDB does not answer, mysql.connector.Error where MySQL does not.
    """
    waiting_orders = collection.count_documents({"etl_status": {"$in": [None, "SENDING"]}}, limit=COUNTED_TO)
    rejected_orders = collection.count_documents({"etl_status": "REJECTED"}, limit=COUNTED_TO)
    # asked before mysql is: what is loaded meanwhile must not seem to be in kafka still
    newest_sent_at = find_newest_sent_at()
    # count all orders
    [(loaded_orders,)] = database.select(
        """
        SELECT COUNT(*)
        FROM orders
        """
    )
    # order the loaded batches by time, newest first, take the first one, select when it was sent and loaded
    newest_batches = database.select(
        """
        SELECT loaded_batches.sent_at, loaded_batches.loaded_at
        FROM loaded_batches
        ORDER BY loaded_batches.loaded_at DESC
        LIMIT 1
        """
    )
    newest_loaded_at = None
    seconds_from_kafka_to_mysql = None
    for sent_at, loaded_at in newest_batches:
        newest_loaded_at = loaded_at
        seconds_from_kafka_to_mysql = (loaded_at - sent_at).total_seconds()
    return {
        "waiting_orders": waiting_orders,
        "rejected_orders": rejected_orders,
        "loaded_orders": loaded_orders,
        "newest_sent_at": newest_sent_at,
        "newest_loaded_at": newest_loaded_at,
        "seconds_from_kafka_to_mysql": seconds_from_kafka_to_mysql,
    }


def find_newest_sent_at():
    """
    Returns when the newest order in Kafka was claimed, or None where none was sent. Of orders that were changed only
    those among the newest documents are looked at: to find every one of them would need an index of etl_at.
    """
    # a range that holds nothing but sent, read from its end, where the documents are that were inserted last;
    # for sent alone mongodb would begin with the oldest ones
    sent = collection.find({"etl_status": {"$gt": "SENDING", "$lte": "SENT"}}, {"_id": 0, "etl_at": 1})
    newest = sent.sort("etl_status", -1).limit(NEWEST_DOCUMENTS)
    # one document with something else there would turn the status into an error
    times = [document.get("etl_at") for document in newest]
    return max((time for time in times if isinstance(time, datetime)), default=None)
