"""
Find status - how far the pipeline is: what waits, what was rejected, what is loaded, and how fresh it is

FLOW:
    1 put four orders into MongoDB, one in each state, and one order and one batch into MySQL
    2 find the status

LIBRARIES:
    pymongo: talks to MongoDB; count_documents() counts on the server, up to a limit
"""
from datetime import datetime
from tests.support import environment
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS
from query_api.find_status import find_status

SENT_AT = datetime(2026, 1, 7, 8, 29)
STATES = [{}, {"etl_status": "SENDING"}, {"etl_status": "SENT", "etl_at": SENT_AT}, {"etl_status": "REJECTED"}]
BATCH = ("shop.orders", 0, 7, datetime(2026, 1, 7, 8, 30), 1, 2, datetime(2026, 1, 7, 8, 30, 1, 500000))


def test_find_status():
    environment.empty()
    environment.orders.insert_many([dict(state, order_id="A1") for state in STATES])
    put_rows(ROWS)
    environment.mysql_rows("INSERT INTO loaded_batches VALUES (%s, %s, %s, %s, %s, %s, %s)", BATCH)
    print("1 the states:", *STATES, "the batch:", BATCH)
    print("2 the status:", find_status())
    assert find_status() == {
        "waiting_orders": 2, "rejected_orders": 1, "loaded_orders": 1, "newest_sent_at": SENT_AT,
        "newest_loaded_at": BATCH[-1], "seconds_from_kafka_to_mysql": 1.5,
    }


if __name__ == "__main__":
    test_find_status()
