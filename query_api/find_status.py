from datetime import datetime
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .connection.mysql_connection import database
from .find_messages import find_batches

collection = mongo.collection(MONGO_COLLECTION)
# mongodb goes through what it counts: behind this many it stops
COUNTED_TO = 100_000


def find_status():
    """
    Returns how far the pipeline is, as a dict: how many orders wait, were rejected, are in MySQL, and the newest batch.
    Raises pymongo's errors where MongoDB does not answer, mysql.connector.Error where MySQL does not.
    """
    # asked before mysql is: what is loaded meanwhile must not seem to be in kafka still
    status = {
        "waiting_orders": collection.count_documents({"etl_status": {"$in": [None, "SENDING"]}}, limit=COUNTED_TO),
        "rejected_orders": collection.count_documents({"etl_status": "REJECTED"}, limit=COUNTED_TO),
        "newest_sent_at": find_newest_sent_at(),
        "newest_loaded_at": None,
        "seconds_from_kafka_to_mysql": None,
    }
    # count all orders
    counts = database.select(
        """
        SELECT COUNT(*)
        FROM orders
        """,
        names=("loaded_orders",),
    )
    status.update(counts[0])
    for batch in find_batches(limit=1):
        status["newest_loaded_at"] = batch["loaded_at"]
        status["seconds_from_kafka_to_mysql"] = (batch["loaded_at"] - batch["sent_at"]).total_seconds()
    return status


def find_newest_sent_at():
    """Returns when the newest order in Kafka was claimed, or None; looks at the 1,000 newest documents only."""
    # a range that holds nothing but sent, read from its end, where the documents are that were inserted last;
    # for sent alone mongodb would begin with the oldest ones
    sent = collection.find({"etl_status": {"$gt": "SENDING", "$lte": "SENT"}}, {"_id": 0, "etl_at": 1})
    times = [document.get("etl_at") for document in sent.sort("etl_status", -1).limit(1000)]
    # one document with something else there would turn the status into an error
    return max((time for time in times if isinstance(time, datetime)), default=None)
