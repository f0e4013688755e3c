from .connection.mysql_connection import database
from .utc_text import utc_text


def find_rejected_messages(limit):
    """Returns the `limit` newest messages that the loader rejected, as dicts with the place in Kafka and the reason."""
    # order rejected messages by time, newest first, take the first ones, select place, reason and time
    rows = database.select(
        """
        SELECT rejected_messages.topic, rejected_messages.partition_number, rejected_messages.offset_number,
            rejected_messages.reason, rejected_messages.rejected_at
        FROM rejected_messages
        ORDER BY rejected_messages.rejected_at DESC, rejected_messages.topic DESC,
            rejected_messages.partition_number DESC, rejected_messages.offset_number DESC
        LIMIT %s
        """,
        (limit,),
    )
    return [
        {
            "topic": row[0],
            "partition_number": row[1],
            "offset_number": row[2],
            "reason": row[3],
            "rejected_at": utc_text(row[4]),
        }
        for row in rows
    ]
