"""
Record batch - each batch that was loaded is one row: where it was in Kafka, when it was sent, how much it held

FLOW:
    1 write down a batch
    2 write down the same batch once more, as after a restart: there is one row
    3 an unknown producer may set any time: what MySQL cannot hold counts as 1970

LIBRARIES:
    mysql-connector-python: talks to MySQL; execute() runs a statement with bound values
    types (comes with Python): a SimpleNamespace is an object with the attributes that it is given
"""
from datetime import datetime
from types import SimpleNamespace
from tests.support import environment
from tests.support.sample_order import SENT_AT, message
from loader.connection.mysql_connection import connection
from loader.record_batch import message_time, record_batch


def test_record_batch():
    environment.empty()
    connection.ping(reconnect=True)
    for step in ("1 write down a batch", "2 write it down once more"):
        record_batch(connection.cursor(), message(), 500, 1500)
        connection.commit()
        rows = environment.mysql_rows("""
            SELECT loaded_batches.topic, loaded_batches.partition_number, loaded_batches.offset_number,
                loaded_batches.sent_at, loaded_batches.order_count, loaded_batches.line_count
            FROM loaded_batches""")
        print(step, *rows, sep="\n   ")
        assert rows == [("shop.orders", 2, 17, SENT_AT, 500, 1500)]

    time = message_time(SimpleNamespace(timestamp=lambda: (1, 2**62)))
    print("3 a time that MySQL cannot hold:", time)
    assert time == datetime(1970, 1, 1)


if __name__ == "__main__":
    test_record_batch()
