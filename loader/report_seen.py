import os
import socket
import time
from .connection.mysql_connection import connection

LOADER_NAME = os.environ.get("LOADER_NAME", socket.gethostname())
INTERVAL_SECONDS = 10

last_report = None


def report_seen():
    """
    Writes into MySQL that this loader makes progress, for the query API and reconcile; called after each commit and
    each empty poll, it does so every ten seconds. Raises mysql.connector's errors where MySQL is away.
    """
    global last_report
    if last_report is not None and time.monotonic() - last_report < INTERVAL_SECONDS:
        return
    last_report = time.monotonic()
    # a session that was closed since is opened again here, and never inside a transaction
    connection.ping(reconnect=True)
    cursor = connection.cursor()
    # insert this loader with the present time, change the time where it is there already
    cursor.execute(
        """
        INSERT INTO loaders_seen (loader_name, seen_at)
        VALUES (%s, UTC_TIMESTAMP(3))
        ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at)
        """,
        (LOADER_NAME,),
    )
    # delete the loaders that were not seen for a day
    cursor.execute(
        """
        DELETE FROM loaders_seen
        WHERE loaders_seen.seen_at < UTC_TIMESTAMP(3) - INTERVAL 1 DAY
        """
    )
    connection.commit()
    cursor.close()
