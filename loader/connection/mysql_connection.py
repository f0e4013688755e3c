import os
import mysql.connector

MYSQL_HOST = os.environ.get("MYSQL_HOST", "127.0.0.1")
MYSQL_PORT = int(os.environ.get("MYSQL_PORT", "3306"))
MYSQL_USER = os.environ.get("MYSQL_USER", "loader")
MYSQL_PASSWORD = os.environ.get("MYSQL_PASSWORD", "mysqlloaderpassword")
MYSQL_DB = os.environ.get("MYSQL_DATABASE", "shop")
# the authority that has signed the server's certificate; without it the certificate is not looked at
MYSQL_CA_FILE = os.environ.get("MYSQL_CA_FILE", "") or None

# wait_timeout: a loader that is frozen in a transaction lets go of its locks after a minute
# lock_wait_timeout is for tables, by default a year; innodb_lock_wait_timeout is for rows
# set what holds for this session
SESSION_SETTINGS = """
    SET SESSION transaction_isolation = 'READ-COMMITTED', time_zone = '+00:00',
        wait_timeout = 60, lock_wait_timeout = 5, innodb_lock_wait_timeout = 5
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
        # without its c extension the connector would be 2.3 times slower without a word; with this it raises an error
        use_pure=False,
        # where mysql is connected but answers nothing the loader ends after a minute; it would wait for ever
        read_timeout=60,
        init_command=SESSION_SETTINGS,
    )


def fill_id_list(query, ids):
    """Returns the query with ID_LIST replaced by one %s for each id, so that ids are bound; needs at least one id."""
    return query.replace("ID_LIST", ", ".join(["%s"] * len(ids)))


def insert_rows(cursor, query, rows):
    """
    Runs an INSERT for all rows (tuples, at least one) in one statement: what stands behind VALUES on its line is
    repeated for each row. A message has at most 1 MB, and MySQL takes statements of 64 MB.
    """
    before, values, rest = query.partition("VALUES ")
    row, line_end, after = rest.partition("\n")
    query = before + values + ", ".join([row] * len(rows)) + line_end + after
    cursor.execute(query, [value for row in rows for value in row])


connection = get_mysql_connection()
