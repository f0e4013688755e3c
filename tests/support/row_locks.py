"""
Row locks - holds a loader in the middle of a batch, by a lock that another session with MySQL has
"""
import os
import random
from datetime import timedelta
from tests.support import environment, random_orders, restart, services

# a loader that hold_loader() holds by this has inserted a batch's orders, and waits to insert their lines
PRODUCTS = "SELECT product_id FROM products FOR UPDATE"

sessions = []


def root_session():
    """Returns a session of root, who may lock tables and sees what others wait for and have not committed yet."""
    connection = environment.connect_to_mysql("root", os.environ["MYSQL_ROOT_PASSWORD"])
    connection.cursor().execute("SET SESSION transaction_isolation = 'READ-UNCOMMITTED'")
    sessions.append(connection)
    return connection


def root_rows(query, session=None):
    connection = session or root_session()
    cursor = connection.cursor()
    cursor.execute(query)
    rows = cursor.fetchall() if cursor.with_rows else []
    if not session:
        connection.close()
    return rows


def lock(statement):
    """Returns a session that holds the locks of this statement, until it is closed or rolls back."""
    session = root_session()
    root_rows("START TRANSACTION", session)
    root_rows(statement, session)
    return session


def lock_is_waited_for():
    """Tells whether somebody waits for a table or for a row."""
    tables = "SELECT id FROM performance_schema.processlist WHERE state = 'Waiting for table metadata lock'"
    rows = "SELECT requesting_thread_id FROM performance_schema.data_lock_waits"
    return root_rows(tables) + root_rows(rows) != []


def hold_loader(statement):
    """
    Loads 300 orders, and sends 300 more with earlier dates, so that these have only orders and lines to write.
    Returns (the 600 orders, a loader that waits for this lock, the session that holds it).
    """
    services.new_shop()
    rng, orders = random.Random(1), []
    for order in random_orders.make_orders(300, rng, orders):
        order["created_at"] += timedelta(days=30)
    random_orders.insert(orders)
    services.extract()
    services.load()
    random_orders.put_orders(300, rng, orders)
    services.extract(batch_size=100)
    session = lock(statement)
    loader = restart.keep("loader.worker")
    environment.wait_until(lock_is_waited_for)
    return orders, loader, session


def close_sessions():
    for connection in sessions:
        connection.close()
    sessions.clear()
