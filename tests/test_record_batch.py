"""
Record batch - each batch that was loaded is one row: where it was in Kafka, when it was sent, how much it held

FLOW:
    1 write down a batch
    2 write down the same batch once more, as after a restart: there is one row

LIBRARIES:
    mysql-connector-python: talks to MySQL; execute() runs a statement with bound values
"""
from datetime import datetime
from tests.support import environment
from loader.connection.mysql_connection import connection
from loader.record_batch import record_batch

SENT_AT = datetime(2026, 1, 7, 8, 30, 0, 500000)


def rows():
    found = environment.mysql_rows(
        "SELECT topic, partition_number, offset_number, sent_at, order_count, line_count FROM loaded_batches"
    )
    print("  ", *found)
    return found


def test_record_batch():
    environment.empty()
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    for step in ("1 write down a batch", "2 write it down once more"):
        print(step)
        record_batch(cursor, "shop.orders", 2, 17, SENT_AT, 500, 1500)
        connection.commit()
        assert rows() == [("shop.orders", 2, 17, SENT_AT, 500, 1500)]


if __name__ == "__main__":
    test_record_batch()
