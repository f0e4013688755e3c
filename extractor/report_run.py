from .claim_orders import EXTRACTOR_NAME
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .heartbeat import INTERVAL_SECONDS, write_heartbeat

DAY_MS = 24 * 60 * 60 * 1000

extractor_runs = mongo.collection("extractor_runs")


def report_run(sent, rejected):
    """
    Tells that the scheduled extractor makes progress, after each batch and each run: by a document for the query API
    and reconcile, with what its present run has sent and rejected so far, and by the file for docker's health check.
    """
    # the time is mongodb's, the clock that etl_at comes from
    extractor_runs.update_one(
        {"_id": EXTRACTOR_NAME},
        {
            "$set": {
                "collection": MONGO_COLLECTION, "interval_seconds": INTERVAL_SECONDS,
                "sent": sent, "rejected": rejected,
            },
            "$currentDate": {"seen_at": True},
        },
        upsert=True,
    )
    # an extractor that was not seen for a day is no longer there
    extractor_runs.delete_many({"$expr": {"$lt": ["$seen_at", {"$subtract": ["$$NOW", DAY_MS]}]}})
    write_heartbeat()
