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


def test_find_status():
    environment.empty()
    print("1 put orders into MongoDB and MySQL; before the first batch:")
    environment.orders.insert_many([dict(state, order_id="A1") for state in STATES])
    put_rows(ROWS)
    expected = {
        "waiting_orders": 2, "rejected_orders": 1, "loaded_orders": 1, "newest_sent_at": SENT_AT,
        "newest_loaded_at": None, "seconds_from_kafka_to_mysql": None,
    }
    print("  ", find_status())
    assert find_status() == expected

    print("2 find the status after a batch")
    environment.mysql_rows(
        "INSERT INTO loaded_batches (topic, partition_number, offset_number, sent_at, order_count, line_count,"
        " loaded_at) VALUES ('shop.orders', 0, 7, '2026-01-07 08:30:00', 1, 2, '2026-01-07 08:30:01.5')"
    )
    expected.update(newest_loaded_at=datetime(2026, 1, 7, 8, 30, 1, 500000), seconds_from_kafka_to_mysql=1.5)
    print("  ", find_status())
    assert find_status() == expected


if __name__ == "__main__":
    test_find_status()
