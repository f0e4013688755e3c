from .connection.mysql_connection import connection
from .record_batch import record_batch


def load_deletions(msg, deletions):
    """
    Takes the deletions of a Kafka message, dicts with order_id and read_at: these orders were no longer in MongoDB at
    that time. Notes it on each order that MySQL has no later version of, and commits; status, total and lines stay.
    Returns how many orders were changed; the same message once more changes nothing.
    """
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    # find the order by its id, pass over it where its version was claimed later, set the time of its deletion
    cursor.executemany(
        """
        UPDATE orders
        SET orders.deleted_at = %s, orders.read_at = %s
        WHERE orders.order_id = %s
            AND (orders.read_at <= %s OR orders.read_at > UTC_TIMESTAMP(3) + INTERVAL 1 DAY)
        """,
        [
            (deletion["read_at"], deletion["read_at"], deletion["order_id"], deletion["read_at"])
            for deletion in sorted(deletions, key=by_order)
        ],
    )
    count = cursor.rowcount
    record_batch(cursor, msg, count, 0)
    connection.commit()
    cursor.close()
    return count


def by_order(deletion):
    # in this order two loaders do not deadlock over the same orders
    return deletion["order_id"]
