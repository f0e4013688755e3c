from .connection.mysql_connection import database


def find_batches(limit):
    """Returns the `limit` newest batches that are in MySQL, as dicts: where in Kafka, how many orders, and when."""
    # order the loaded batches by time, newest first, take the first ones, select their columns
    return database.select(
        """
        SELECT loaded_batches.topic, loaded_batches.partition_number, loaded_batches.offset_number,
            loaded_batches.sent_at, loaded_batches.order_count, loaded_batches.line_count, loaded_batches.loaded_at
        FROM loaded_batches
        ORDER BY loaded_batches.loaded_at DESC, loaded_batches.topic DESC,
            loaded_batches.partition_number DESC, loaded_batches.offset_number DESC
        LIMIT %s
        """,
        (limit,),
    )


def find_rejected_messages(limit):
    """Returns the `limit` newest messages that the loader rejected, as dicts: where in Kafka, why and when."""
    # order the rejected messages by time, newest first, take the first ones, select place, reason and time
    return database.select(
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
