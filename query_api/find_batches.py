from .connection.mysql_connection import database


def find_batches(limit):
    """Returns the `limit` newest batches that are in MySQL, as dicts: where in Kafka, how many orders, and when."""
    # order the loaded batches by time, newest first, take the first ones, select their columns
    return database.select_dicts(
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
