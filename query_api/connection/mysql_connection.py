import os
import threading
import mysql.connector

MYSQL_HOST = os.environ.get("MYSQL_HOST", "127.0.0.1")
MYSQL_PORT = int(os.environ.get("MYSQL_PORT", "3306"))
MYSQL_USER = os.environ.get("MYSQL_USER", "api")
MYSQL_PASSWORD = os.environ.get("MYSQL_PASSWORD", "mysqlapipassword")
MYSQL_DB = os.environ.get("MYSQL_DATABASE", "shop")
# the authority that has signed the server's certificate; without it the certificate is not looked at
MYSQL_CA_FILE = os.environ.get("MYSQL_CA_FILE", "") or None


def get_mysql_connection(connect_seconds, answer_seconds):
    return mysql.connector.connect(
        host=MYSQL_HOST,
        port=MYSQL_PORT,
        user=MYSQL_USER,
        password=MYSQL_PASSWORD,
        database=MYSQL_DB,
        ssl_ca=MYSQL_CA_FILE,
        ssl_verify_cert=MYSQL_CA_FILE is not None,
        ssl_verify_identity=MYSQL_CA_FILE is not None,
        connection_timeout=connect_seconds,
        # where mysql is connected but does not answer, a request fails after this: no thread waits for ever
        read_timeout=answer_seconds,
        # mysql ends a longer query itself: otherwise it runs on after the client has given up
        # with the 16 mb by default a report of 100,000 customers goes over the disk: 6.9 cpu seconds instead of 3.0
        init_command=f"SET max_execution_time = {900 * answer_seconds}, tmp_table_size = 67108864",
        # without it a connection would answer for ever with the rows of its first query
        autocommit=True,
        time_zone="+00:00",
        # a lost c extension raises an error here, instead of making every query slower without a word
        use_pure=False,
    )


class MysqlPerThread:
    def __init__(self, connect_seconds, answer_seconds):
        self.connect_seconds = connect_seconds
        self.answer_seconds = answer_seconds
        # each thread sees its own attributes here, and so has its own connection: two requests cannot share one
        self.thread = threading.local()

    def select(self, query, values=(), names=None):
        """
        Runs one SELECT; returns its rows as dicts, under the names of their columns or, where `names` are given, under
        these: a sum has no name. Raises mysql.connector.Error where MySQL does not answer.
        """
        if not hasattr(self.thread, "connection"):
            self.thread.connection = get_mysql_connection(self.connect_seconds, self.answer_seconds)
        # without it the first request after a restart of mysql would fail in each thread
        self.thread.connection.ping(reconnect=True)
        cursor = self.thread.connection.cursor(buffered=True)
        cursor.execute(query, values)
        rows = [dict(zip(names or cursor.column_names, row)) for row in cursor.fetchall()]
        cursor.close()
        return rows


database = MysqlPerThread(connect_seconds=3, answer_seconds=60)
# for the status and the health checks: together at most two seconds, whatever mysql does
quick_database = MysqlPerThread(connect_seconds=1, answer_seconds=1)
