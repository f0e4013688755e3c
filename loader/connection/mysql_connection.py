import json
import os
import mysql.connector

MYSQL_HOST = os.environ.get("MYSQL_HOST", "127.0.0.1")
MYSQL_PORT = int(os.environ.get("MYSQL_PORT", "3306"))
MYSQL_USER = os.environ.get("MYSQL_USER", "loader")
MYSQL_PASSWORD = os.environ.get("MYSQL_PASSWORD", "mysqlloaderpassword")
MYSQL_DB = os.environ.get("MYSQL_DATABASE", "shop")
# more of the connector's settings as json, for a server with a certificate, such as {"ssl_ca": "/certs/ca.pem"}
MYSQL_MORE_SETTINGS = os.environ.get("MYSQL_MORE_SETTINGS", "{}")

# wait_timeout: a loader that is frozen in a transaction lets go of its locks after a minute
# lock_wait_timeout is for tables, by default a year; innodb_lock_wait_timeout is for rows
SESSION_SETTINGS = (
    "SET SESSION transaction_isolation = 'READ-COMMITTED', time_zone = '+00:00', "
    "wait_timeout = 60, lock_wait_timeout = 5, innodb_lock_wait_timeout = 5"
)


def get_mysql_connection():
    return mysql.connector.connect(
        host=MYSQL_HOST,
        port=MYSQL_PORT,
        user=MYSQL_USER,
        password=MYSQL_PASSWORD,
        database=MYSQL_DB,
        connection_timeout=3,
        # without its c extension the connector would be 2.3 times slower without a word; with this it raises an error
        use_pure=False,
        # where mysql is connected but answers nothing the loader ends after a minute; it would wait for ever
        read_timeout=60,
        **json.loads(MYSQL_MORE_SETTINGS),
        init_command=SESSION_SETTINGS,
    )


def fill_id_list(query, ids):
    """Returns the query with ID_LIST replaced by one %s for each id, so that ids are bound; needs at least one id."""
    return query.replace("ID_LIST", ", ".join(["%s"] * len(ids)))


connection = get_mysql_connection()
