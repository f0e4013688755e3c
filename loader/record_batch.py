def record_batch(cursor, topic, partition_number, offset_number, sent_at, order_count, line_count):
    """Writes that a batch was loaded, in the transaction of its orders; one that comes once more is written once."""
    # insert the batch with its counts, leave it as it is where its key is there already
    cursor.execute(
        """
        INSERT INTO loaded_batches
            (topic, partition_number, offset_number, sent_at, order_count, line_count, loaded_at)
        VALUES (%s, %s, %s, %s, %s, %s, UTC_TIMESTAMP(3))
        ON DUPLICATE KEY UPDATE loaded_at = loaded_batches.loaded_at
        """,
        (topic, partition_number, offset_number, sent_at, order_count, line_count),
    )
