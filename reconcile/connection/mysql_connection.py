import os
import mysql.connector

MYSQL_HOST = os.environ.get("MYSQL_HOST", "127.0.0.1")
MYSQL_PORT = int(os.environ.get("MYSQL_PORT", "3306"))
# this user may read and nothing else
MYSQL_USER = os.environ.get("MYSQL_USER", "api")
MYSQL_PASSWORD = os.environ.get("MYSQL_PASSWORD", "mysqlapipassword")
MYSQL_DB = os.environ.get("MYSQL_DATABASE", "shop")
# the authority that has signed the server's certificate; without it the certificate is not looked at
MYSQL_CA_FILE = os.environ.get("MYSQL_CA_FILE", "") or None

# set what holds for this session
SESSION_SETTINGS = """
    SET SESSION transaction_read_only = ON, time_zone = '+00:00'
"""


def get_mysql_connection():
    return mysql.connector.connect(
        host=MYSQL_HOST,
        port=MYSQL_PORT,
        user=MYSQL_USER,
        password=MYSQL_PASSWORD,
        database=MYSQL_DB,
        ssl_ca=MYSQL_CA_FILE,
        ssl_verify_cert=MYSQL_CA_FILE is not None,
        ssl_verify_identity=MYSQL_CA_FILE is not None,
        connection_timeout=3,
        use_pure=False,
        # where mysql is connected but answers nothing it ends after a minute; it would wait for ever
        read_timeout=60,
        # without this each query would see mysql as it was at the first one, and what was loaded since would be missing
        autocommit=True,
        init_command=SESSION_SETTINGS,
    )


def print_address():
    print(f"mysql {MYSQL_HOST}:{MYSQL_PORT}, database {MYSQL_DB}")


connection = get_mysql_connection()
