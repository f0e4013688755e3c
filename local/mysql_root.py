"""
Root's connection to MySQL, and how one statement is run over it.
"""
import mysql.connector


def connect_as_root(port, settings):
    return mysql.connector.connect(
        host="127.0.0.1", port=port, user="root", password=settings["MYSQL_ROOT_PASSWORD"],
        database=settings["MYSQL_DATABASE"], connection_timeout=3, autocommit=True, allow_local_infile=True)


def run_sql(root, statement, values=()):
    """Returns the rows of the answer, [] where the statement has none."""
    cursor = root.cursor()
    cursor.execute(statement, values)
    rows = cursor.fetchall() if cursor.with_rows else []
    cursor.close()
    return rows
