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
    # autocommit: without it a held session would answer from one frozen moment for ever
    return mysql.connector.connect(
        host=MYSQL_HOST,
        port=MYSQL_PORT,
        user=MYSQL_USER,
        password=MYSQL_PASSWORD,
        database=MYSQL_DB,
        connection_timeout=3,
        # where mysql is connected but does not answer, a request fails after a minute: no thread waits for ever
        read_timeout=60,
        # a query that takes nearly as long is ended by mysql itself, where it would go on for nobody
        init_command="SET max_execution_time = 55000",
        **json.loads(MYSQL_MORE_SETTINGS),
        autocommit=True,
        time_zone="+00:00",
    )


class MysqlPerThread:
    def __init__(self):
        # what is put into it is seen by the thread that put it there, and by no other
        self.thread = threading.local()
        self.one_at_a_time = threading.Lock()

    def connection(self):
        # a connection must not be shared by two requests at once, so each thread of the api holds its own
        if not hasattr(self.thread, "connection"):
            self.thread.connection = get_mysql_connection()
        self.thread.connection.ping(reconnect=True)
        # a request that failed inside its transaction would leave its frozen moment to the next one
        if self.thread.connection.in_transaction:
            self.thread.connection.rollback()
        return self.thread.connection

    def select(self, query, values=()):
        cursor = self.connection().cursor()
        cursor.execute(query, values)
        # the connector lets another thread go on after each row: with many clients, each row would wait for all of them
        with self.one_at_a_time:
            rows = cursor.fetchall()
        cursor.close()
        return rows


database = MysqlPerThread()
