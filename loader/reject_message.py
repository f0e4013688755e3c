from .connection.mysql_connection import connection
from .message_time import message_time


def reject_message(msg, reason):
    """
    Writes a message that is not loaded into rejected_messages, with its bytes (the broker takes at most 1 MB) and
    the reason. The same message once more changes nothing. Raises where MySQL does not take it; it is read again then.
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
