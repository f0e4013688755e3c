from .connection.mysql_connection import database


def find_rejected_messages(limit):
    """Returns the `limit` newest messages that the loader rejected, as dicts: where in Kafka, why and when."""
    # order the rejected messages by time, newest first, take the first ones, select place, reason and time
    return database.select_dicts(
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
