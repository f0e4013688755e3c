"""
Least privilege - the services' MySQL users may do what they need, and are refused everything else

FLOW:
    1 the loader's user asks for what only an administrator may do: each time MySQL refuses
    2 the api's user asks for the same, and tries to write: each time MySQL refuses
    3 both may do their work

LIBRARIES:
    mysql-connector-python: talks to MySQL; a refusal arrives as an Error with a number
"""
import os
import mysql.connector
from tests import own_shop

# 1142: not on this table, 1044: not in this database, 1227: not without a higher right
REFUSED = (1142, 1044, 1227)

NEITHER_MAY = (
    "DROP TABLE orders",
    "ALTER TABLE orders ADD COLUMN note INT",
    "CREATE TABLE notes (note INT)",
    "CREATE INDEX orders_by_note ON orders (loaded_at)",
    "TRUNCATE TABLE orders",
    f"DROP DATABASE {own_shop.NAME}",
    "CREATE DATABASE elsewhere",
    "USE mysql",
    "SELECT user FROM mysql.user",
    "CREATE USER stranger IDENTIFIED BY 'stranger'",
    f"GRANT SELECT ON {own_shop.NAME}.* TO '{os.environ['MYSQL_USER']}'",
    "SET GLOBAL max_connections = 5",
    "SHUTDOWN",
)
READER_MAY_NOT = (
    "INSERT INTO customers VALUES ('C1', 'Zoe', 'zoe@example.com', 'Ireland', '2026-01-01')",
    "UPDATE orders SET status = 'PAID'",
    "DELETE FROM orders",
    "SELECT orders.order_id FROM orders FOR UPDATE",
)


def error_number(user, password, statement):
    """Runs one statement as a user; returns MySQL's error number, or 0 where it was allowed."""
    connection = own_shop.connect_as(user, password, own_shop.NAME)
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


LOADER = (os.environ["MYSQL_USER"], os.environ["MYSQL_PASSWORD"])
READER = (os.environ["MYSQL_API_USER"], os.environ["MYSQL_API_PASSWORD"])


def assert_refused(user, statements):
    for statement in statements:
        number = error_number(*user, statement)
        print(f"  refused with {number}: {statement}")
        assert number in REFUSED, f"{user[0]} may {statement}"


def test_what_is_refused():
    own_shop.empty_shop()
    print("1 the loader's user asks for what only an administrator may do")
    assert_refused(LOADER, NEITHER_MAY)
    print("2 the api's user asks for the same, and tries to write")
    assert_refused(READER, NEITHER_MAY + READER_MAY_NOT)


def test_what_is_allowed():
    own_shop.empty_shop()
    print("3 both may do their work: SELECT orders, and the loader's user what was refused to the api's")
    for statement in READER_MAY_NOT:
        assert error_number(*LOADER, statement) == 0
    for user in (LOADER, READER):
        assert error_number(*user, "SELECT orders.order_id FROM orders") == 0


if __name__ == "__main__":
    test_what_is_refused()
    test_what_is_allowed()
