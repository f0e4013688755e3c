"""
Permissions - the services' MySQL users may do what they need, and nothing else

FLOW:
    1 the loader's user asks for what only an administrator may do: each time MySQL refuses
    2 the api's user asks for the same, and tries to write: each time MySQL refuses
    3 both may do their work, in the shop's database and in that of the demonstrations

LIBRARIES:
    mysql-connector-python: talks to MySQL; a refusal arrives as an Error with a number
"""
import os
import mysql.connector
from tests.support import environment, services

# 1142: not on this table, 1044: not in this database, 1227: not without a higher right
REFUSED = (1142, 1044, 1227)
LOADER = (os.environ["MYSQL_USER"], os.environ["MYSQL_PASSWORD"])
API = (os.environ["MYSQL_API_USER"], os.environ["MYSQL_API_PASSWORD"])

NEITHER_MAY = (
    "DROP TABLE orders",
    "ALTER TABLE orders ADD COLUMN note INT",
    "CREATE TABLE notes (note INT)",
    "CREATE INDEX orders_by_note ON orders (loaded_at)",
    "TRUNCATE TABLE orders",
    f"DROP DATABASE {environment.DATABASE}",
    "CREATE DATABASE elsewhere",
    "USE mysql",
    "SELECT user FROM mysql.user",
    "CREATE USER nobody IDENTIFIED BY 'nobody'",
    f"GRANT SELECT ON {environment.DATABASE}.* TO '{LOADER[0]}'",
    "LOCK TABLES orders WRITE",
    "SET GLOBAL max_connections = 5",
    "SHUTDOWN",
)
API_MAY_NOT = (
    "INSERT INTO customers VALUES ('C1', 'Zoe', 'zoe@example.com', 'Ireland', '2026-01-01')",
    "UPDATE orders SET status = 'PAID' WHERE orders.order_id = 'nowhere'",
    "DELETE FROM orders WHERE orders.order_id = 'nowhere'",
    "DELETE FROM loaded_batches WHERE loaded_batches.topic = 'nowhere'",
    "SELECT orders.order_id FROM orders WHERE orders.order_id = 'nowhere' FOR UPDATE",
)
BOTH_MAY = [f"SELECT COUNT(*) FROM {table}" for table in environment.TABLES]


def error_number(user, statement, database):
    """Runs one statement as a user, without a commit; returns MySQL's error number, or 0 where it was allowed."""
    connection = environment.connect_to_mysql(*user, database=database)
    connection.autocommit = False
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
        if cursor.with_rows:
            cursor.fetchall()
        return 0
    except mysql.connector.Error as error:
        return error.errno
    finally:
        connection.close()


def assert_refused(user, statements):
    for statement in statements:
        number = error_number(user, statement, environment.DATABASE)
        print(f"  refused with {number}: {statement}")
        assert number in REFUSED, f"{user[0]} may {statement}"


def test_what_is_refused():
    services.new_shop()
    print("1 the loader's user asks for what only an administrator may do")
    assert_refused(LOADER, NEITHER_MAY)
    print("2 the api's user asks for the same, and tries to write")
    assert_refused(API, NEITHER_MAY + API_MAY_NOT)


def test_what_is_allowed():
    services.new_shop()
    print("3 both may do their work: SELECT in all tables, and the loader's user what was refused to the api's")
    for database in ("shop", environment.DATABASE):
        for statement in API_MAY_NOT:
            assert error_number(LOADER, statement, database) == 0
        for user in (LOADER, API):
            assert [error_number(user, statement, database) for statement in BOTH_MAY] == [0] * len(environment.TABLES)


if __name__ == "__main__":
    test_what_is_refused()
    test_what_is_allowed()
