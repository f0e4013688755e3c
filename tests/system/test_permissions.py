"""
Permissions - the services' MySQL users may do what they need, in both databases, and nothing else
"""
import os
import mysql.connector
import pytest
from tests.support import environment, services

# 1142: not on this table, 1044: not in this database, 1227: not without a higher right
REFUSED = (1142, 1044, 1227)
LOADER = (os.environ["MYSQL_USER"], os.environ["MYSQL_PASSWORD"])
API = (os.environ["MYSQL_API_USER"], os.environ["MYSQL_API_PASSWORD"])
NEITHER_MAY = (
    "DROP TABLE orders",
    "ALTER TABLE orders ADD COLUMN note INT",
    "CREATE TABLE notes (note INT)",
    "TRUNCATE TABLE orders",
    f"DROP DATABASE {environment.DATABASE}",
    "CREATE DATABASE elsewhere",
    "SELECT user FROM mysql.user",
    "CREATE USER nobody IDENTIFIED BY 'nobody'",
    f"GRANT SELECT ON {environment.DATABASE}.* TO '{LOADER[0]}'",
    "LOCK TABLES orders WRITE",
    "SET GLOBAL max_connections = 5",
    "SHUTDOWN",
)
API_MAY_NOT = (
    "INSERT INTO customers VALUES ('C1', 'Zoe', 'zoe@example.com', 'Ireland', '2026-01-01', 'A1')",
    "UPDATE orders SET status = 'PAID' WHERE orders.order_id = 'nowhere'",
    "DELETE FROM orders WHERE orders.order_id = 'nowhere'",
    "SELECT orders.order_id FROM orders WHERE orders.order_id = 'nowhere' FOR UPDATE",
)


def execute(user, statement, database=environment.DATABASE):
    """Runs one statement as a user, and takes it back."""
    connection = environment.connect_to_mysql(*user, database=database)
    connection.autocommit = False
    connection.cursor(buffered=True).execute(statement)
    connection.close()


def test_what_is_refused_and_what_is_allowed():
    services.new_shop()
    for user, refused in ((LOADER, NEITHER_MAY), (API, NEITHER_MAY + API_MAY_NOT)):
        for statement in refused:
            with pytest.raises(mysql.connector.Error) as error:
                execute(user, statement)
            assert error.value.errno in REFUSED, statement
    for database in ("shop", environment.DATABASE):
        for statement in API_MAY_NOT:
            execute(LOADER, statement, database)
        for table in environment.TABLES:
            execute(LOADER, f"SELECT COUNT(*) FROM {table}", database)
            execute(API, f"SELECT COUNT(*) FROM {table}", database)
