import json
import os
import mysql.connector

MYSQL_HOST = os.environ.get("MYSQL_HOST", "127.0.0.1")
MYSQL_PORT = int(os.environ.get("MYSQL_PORT", "3306"))
# this user may read and nothing else
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
        use_pure=False,
        # without this each query would see mysql as it was at the first one, and rechecks would be worth nothing
        autocommit=True,
        **json.loads(MYSQL_MORE_SETTINGS),
        init_command="SET SESSION transaction_read_only = ON, time_zone = '+00:00'",
    )


def print_address():
    print(f"mysql {MYSQL_HOST}:{MYSQL_PORT}, database {MYSQL_DB}")


connection = get_mysql_connection()
