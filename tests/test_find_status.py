"""
Find status - how far the pipeline is: each stage is asked itself, and says when it was last seen

FLOW:
    1 put four orders into MongoDB, one in each state, and one order, one batch and one loader into MySQL
    2 find the status: an extractor was seen half a minute ago, a loader just now
    3 count the orders in MySQL, which is done apart from the status

LIBRARIES:
    pymongo: talks to MongoDB; count_documents() counts on the server, up to a limit
    confluent-kafka: talks to Kafka; a Consumer can ask how far another one of its group is
"""
from datetime import datetime, timedelta, timezone
from tests.support import environment
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS
from query_api.count_orders import count_orders, last_count
from query_api.find_status import extractor_runs, find_status

STATES = [{}, {"etl_status": "SENDING"}, {"etl_status": "SENT"}, {"etl_status": "REJECTED"}]
BATCH = ("shop.orders", 0, 7, datetime(2026, 1, 7, 8, 30), 1, 2, datetime(2026, 1, 7, 8, 30, 1, 500000))


def test_find_status():
    environment.empty()
    environment.orders.insert_many([dict(state, order_id="A1") for state in STATES])
    seen_at = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0) - timedelta(seconds=30)
    # one that is dead, and one of another collection, say nothing of how late the pipeline is
    for collection, ago in (("orders", 0), ("orders", 200), ("others", -30)):
        extractor_runs.insert_one(
            {"collection": collection, "seen_at": seen_at - timedelta(seconds=ago), "interval_seconds": 10})
    put_rows(ROWS)
    environment.mysql_rows("INSERT INTO loaded_batches VALUES (%s, %s, %s, %s, %s, %s, %s)", BATCH)
    environment.mysql_rows("INSERT INTO loaders_seen VALUES ('one', UTC_TIMESTAMP(3))")
    print("1 the states:", *STATES, "the batch:", BATCH)
    find_status.cache_clear()
    status = find_status()
    print("2 the status:", status)
    assert 29 <= status.pop("extractor_seconds") < 60
    assert status.pop("warning").startswith("1 order was rejected: correct it")
    count_orders()
    print("3 in MySQL:", last_count)
    assert last_count == {"loaded_orders": 1}
    assert dict(status, loaded_orders=1) == {
        "waiting_orders": 2, "rejected_orders": 1, "orders_were_sent": True, "extractor_seen_at": seen_at,
        "extractor_interval": 10, "batches_in_kafka": 0, "oldest_batch_seconds": 0, "loaders": 1, "loaded_orders": 1,
        "newest_loaded_at": BATCH[-1], "seconds_from_kafka_to_mysql": 1.5, "messages_were_rejected": False,
        "mysql_is_empty": False, "errors": {}, "problem": None,
    }


if __name__ == "__main__":
    test_find_status()
