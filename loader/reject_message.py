from datetime import datetime, timedelta
from .connection.mysql_connection import connection

FIRST_MOMENT = datetime(1970, 1, 1)
# the last millisecond of the year 9999, where mysql's dates end
LAST_MOMENT_MS = 253402300799999


def reject_message(msg, reason):
    """
    Writes a message that is no page of ours into rejected_messages, with its bytes (the broker takes at most 1 MB) and the reason.
    The same message once more changes nothing. Raises where MySQL does not take it; it is read again then.
    """
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    # insert the message with its bytes and reason, leave it as it is where its key is there already
    cursor.execute(
        """
        INSERT INTO rejected_messages
            (topic, partition_number, offset_number, message_time, reason, value, rejected_at)
        VALUES (%s, %s, %s, %s, %s, %s, UTC_TIMESTAMP(3))
        ON DUPLICATE KEY UPDATE reason = rejected_messages.reason
        """,
        (msg.topic(), msg.partition(), msg.offset(), message_time(msg), reason, msg.value()),
    )
    connection.commit()
    cursor.close()


def message_time(msg):
    kind, milliseconds = msg.timestamp()
    # a foreign writer may set any time: one that mysql cannot hold counts as 1970, so that no message stops the loader
    if milliseconds < 0 or milliseconds > LAST_MOMENT_MS:
        return FIRST_MOMENT
    return FIRST_MOMENT + timedelta(milliseconds=milliseconds)
