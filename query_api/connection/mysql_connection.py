import json
import os
import threading
import mysql.connector

MYSQL_HOST = os.environ.get("MYSQL_HOST", "127.0.0.1")
MYSQL_PORT = int(os.environ.get("MYSQL_PORT", "3306"))
MYSQL_USER = os.environ.get("MYSQL_USER", "api")
MYSQL_PASSWORD = os.environ.get("MYSQL_PASSWORD", "mysqlapipassword")
MYSQL_DB = os.environ.get("MYSQL_DATABASE", "shop")
# more of the connector's settings as json, for a server with a certificate, such as {"ssl_ca": "/certs/ca.pem"}
MYSQL_MORE_SETTINGS = os.environ.get("MYSQL_MORE_SETTINGS", "{}")


def get_mysql_connection():
    return mysql.connector.connect(
        host=MYSQL_HOST,
        port=MYSQL_PORT,
        user=MYSQL_USER,
        password=MYSQL_PASSWORD,
        database=MYSQL_DB,
        connection_timeout=3,
        # where mysql is connected but does not answer, a request fails after a minute: no thread waits for ever
        read_timeout=60,
        # mysql ends a longer query itself: otherwise it runs on after the client has given up
        init_command="SET max_execution_time = 55000",
        # without it a connection would answer for ever with the rows of its first query
        autocommit=True,
        time_zone="+00:00",
        # a lost c extension raises an error here, instead of making every query slower without a word
        use_pure=False,
        **json.loads(MYSQL_MORE_SETTINGS),
    )


class MysqlPerThread:
    def __init__(self):
        # each thread sees its own attributes here, and so has its own connection: two requests cannot share one
        self.thread = threading.local()

    def select(self, query, values=(), names=None):
        """
        Runs one SELECT; returns its rows as dicts, under the names of their columns or, where `names` are given, under
        these: a sum has no name. Raises mysql.connector.Error where MySQL does not answer.
        """
        if not hasattr(self.thread, "connection"):
            self.thread.connection = get_mysql_connection()
        # without it the first request after a restart of mysql would fail in each thread
        self.thread.connection.ping(reconnect=True)
        cursor = self.thread.connection.cursor(buffered=True)
        cursor.execute(query, values)
        rows = [dict(zip(names or cursor.column_names, row)) for row in cursor.fetchall()]
        cursor.close()
        return rows


database = MysqlPerThread()
