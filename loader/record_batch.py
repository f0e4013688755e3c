from datetime import datetime, timedelta

FIRST_MOMENT = datetime(1970, 1, 1)
# the last millisecond of the year 9999, where mysql's dates end
LAST_MOMENT_MS = 253402300799999


def record_batch(cursor, msg, order_count, line_count):
    """Writes that a Kafka message was loaded, in the transaction of its orders; one that comes again stays as it is."""
    # insert the batch with its counts, leave it as it is where its key is there already
    cursor.execute(
        """
        INSERT INTO loaded_batches
            (topic, partition_number, offset_number, sent_at, order_count, line_count, loaded_at)
        VALUES (%s, %s, %s, %s, %s, %s, UTC_TIMESTAMP(3))
        ON DUPLICATE KEY UPDATE loaded_at = loaded_batches.loaded_at
        """,
        (msg.topic(), msg.partition(), msg.offset(), message_time(msg), order_count, line_count),
    )


def message_time(msg):
    """Returns when a Kafka message was sent, as a datetime in UTC; 1970 where MySQL could not hold its time."""
    kind, milliseconds = msg.timestamp()
    # an unknown producer may set any time, and no message may stop the loader
    if milliseconds < 0 or milliseconds > LAST_MOMENT_MS:
        return FIRST_MOMENT
    return FIRST_MOMENT + timedelta(milliseconds=milliseconds)
