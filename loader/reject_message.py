import hashlib
import hmac
import os
from .connection.mysql_connection import connection
from .record_batch import message_time

# the extractor signs each batch with this key
BATCH_KEY = os.environ.get("BATCH_KEY", "batchkeythatonlytheservicesknow")


def message_error(msg):
    """
    Takes a Kafka message; returns None where its key is the signature of its value, so that the extractor wrote it,
    else one sentence that says why it is not loaded. Nothing is parsed here: no message can make it fail.
    """
    if msg.value() is None:
        return "the message has no value"
    if msg.key() is None:
        return "the message has no key, and so no signature"
    signature = hmac.new(BATCH_KEY.encode("utf-8"), msg.value(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(msg.key(), signature.encode("ascii")):
        return "the key is not the signature of the value: not written by the extractor, or with another BATCH_KEY"
    return None


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
