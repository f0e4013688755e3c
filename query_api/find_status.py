import threading
import pymongo
from cachetools import TTLCache, cached
from .connection.kafka_connection_consumer import consumer
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .connection.mysql_connection import quick_database
from .count_orders import last_count
from .find_problem import find_problem, find_warning
from .health_routes import answer_of, any_order

orders = mongo.collection(MONGO_COLLECTION)
extractor_runs = mongo.collection("extractor_runs")
# mongodb goes through what it counts: behind this many it stops
MAX_COUNT = 100_000
MAX_SECONDS = 2
# of a server that does not answer
NOTHING_KNOWN = dict.fromkeys((
    "waiting_orders", "rejected_orders", "orders_were_sent", "extractor_seen_at", "extractor_seconds",
    "extractor_interval", "batches_in_kafka", "oldest_batch_seconds", "loaders", "newest_loaded_at",
    "seconds_from_kafka_to_mysql", "messages_were_rejected", "mysql_is_empty",
))


# whoever asks meanwhile waits for the answer of the first: never do two of these questions run at once
@cached(TTLCache(maxsize=1, ttl=1), condition=threading.Condition())
def find_status():
    """
    Asks each stage how far it is; returns all of it as one dict, with `problem` and `warning`, within six seconds.
    What a server that does not answer would tell is None, and `errors` has a sentence about it.
    """
    status = dict(NOTHING_KNOWN, errors={})
    # one after the other, as orders flow: what moves on meanwhile is seen twice, and not overlooked
    for server, question in (("mongodb", ask_mongodb), ("kafka", ask_kafka), ("mysql", ask_mysql)):
        answer, error = answer_of(question)
        if error:
            status["errors"][server] = error
        else:
            status.update(answer)
    status.update(last_count)
    return dict(status, problem=find_problem(status), warning=find_warning(status))


def ask_mongodb():
    """Returns how many orders wait, how many were rejected, and when an extractor was seen by MongoDB's clock."""
    with pymongo.timeout(MAX_SECONDS):
        found = {
            "waiting_orders": orders.count_documents({"etl_status": {"$nin": ["SENT", "REJECTED"]}}, limit=MAX_COUNT),
            "rejected_orders": orders.count_documents({"etl_status": "REJECTED"}, limit=MAX_COUNT),
            "orders_were_sent": orders.find_one({"etl_status": "SENT"}, {"_id": 0, "etl_status": 1}) is not None,
        }
        runs = list(extractor_runs.aggregate([
            {"$match": {"collection": MONGO_COLLECTION}},
            {"$project": {"_id": 0, "seen_at": 1, "interval_seconds": 1, "age": {"$subtract": ["$$NOW", "$seen_at"]}}},
        ]))
    if runs:
        # of several extractors the one that is the least late
        run = min(runs, key=lambda run: run["age"] / 1000 - run["interval_seconds"])
        found["extractor_seconds"], found["extractor_interval"] = run["age"] / 1000, run["interval_seconds"]
        found["extractor_seen_at"] = max(run["seen_at"] for run in runs)
    return found


def ask_kafka():
    """Returns how many batches no loader has finished, and for how long the oldest of them has waited."""
    count, seconds = consumer.waiting_batches()
    return {"batches_in_kafka": count, "oldest_batch_seconds": seconds}


def ask_mysql():
    """Returns how many loaders were seen within a minute, what the newest batch was, and what looks wrong."""
    # find the loaders that were seen within a minute, count them
    loaders = quick_database.select(
        """
        SELECT COUNT(*)
        FROM loaders_seen
        WHERE loaders_seen.seen_at > UTC_TIMESTAMP(3) - INTERVAL 60 SECOND
        """,
        names=("loaders",),
    )
    # order the loaded batches by time, newest first, take the first one, select when it was sent and loaded
    batches = quick_database.select(
        """
        SELECT loaded_batches.sent_at, loaded_batches.loaded_at
        FROM loaded_batches
        ORDER BY loaded_batches.loaded_at DESC
        LIMIT 1
        """
    )
    # find a message that was rejected within a day, select its time
    rejected = quick_database.select(
        """
        SELECT rejected_messages.rejected_at
        FROM rejected_messages
        WHERE rejected_messages.rejected_at > UTC_TIMESTAMP(3) - INTERVAL 1 DAY
        LIMIT 1
        """
    )
    found = dict(loaders[0], messages_were_rejected=rejected != [], mysql_is_empty=any_order() == [])
    for batch in batches:
        found["newest_loaded_at"] = batch["loaded_at"]
        found["seconds_from_kafka_to_mysql"] = (batch["loaded_at"] - batch["sent_at"]).total_seconds()
    return found
