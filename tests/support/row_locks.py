"""
Row locks - holds a loader in the middle of a batch, by a lock that another session with MySQL has

FLOW:
    1 load_known_products(): the next batches have no customers and products to write
    2 hold_loader_between_two_inserts(): another session locks the products; the loader has inserted a batch's orders,
      and waits for the lock to insert the lines
    3 the test does what it wants to do at this moment; close_sessions() gives the locks back
"""
import os
from datetime import timedelta
from tests.support import environment, random_orders, restart, services

sessions = []


def send_orders(count, rng, orders):
    """Puts new orders into MongoDB, and sends them in batches of 100."""
    random_orders.put_orders(count, rng, orders)
    services.extract(batch_size=100)


def root_session():
    """Returns a session of root, who may lock tables and sees what others wait for and have not committed yet."""
    connection = environment.connect_to_mysql("root", os.environ["MYSQL_ROOT_PASSWORD"])
    connection.cursor().execute("SET SESSION transaction_isolation = 'READ-UNCOMMITTED'")
    sessions.append(connection)
    return connection


def root_rows(query):
    connection = root_session()
    cursor = connection.cursor()
    cursor.execute(query)
    rows = cursor.fetchall() if cursor.with_rows else []
    connection.close()
    return rows


def count_rows(connection):
    """Returns how many orders and how many lines a session sees."""
    cursor = connection.cursor()
    counts = []
    for table in ("orders", "order_items"):
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        counts += cursor.fetchall()[0]
    return tuple(counts)


def row_lock_is_waited_for():
    return root_rows("SELECT COUNT(*) FROM performance_schema.data_lock_waits")[0][0] > 0


def table_lock_is_waited_for():
    query = "SELECT COUNT(*) FROM performance_schema.processlist WHERE state = 'Waiting for table metadata lock'"
    return root_rows(query)[0][0] > 0


def close_sessions():
    for connection in sessions:
        connection.close()
    sessions.clear()


def load_known_products(rng, orders):
    """Loads the first 300 orders, dated later than all that come next: those have only orders and lines to write."""
    services.new_shop()
    known = random_orders.make_orders(300, rng, orders)
    for order in known:
        order["updated_at"] += timedelta(days=1)
    random_orders.insert(known)
    services.extract(batch_size=100)
    services.load()


def hold_loader_between_two_inserts(rng, orders, **changes):
    """Returns (loader, other session), with at least 300 orders in flight; comes after load_known_products()."""
    other = root_session()
    before = count_rows(other)
    cursor = other.cursor()
    cursor.execute("START TRANSACTION")
    cursor.execute("SELECT product_id FROM products FOR UPDATE")
    cursor.fetchall()
    send_orders(300, rng, orders)
    loader = restart.keep("loader.worker", **changes)
    environment.wait_until(row_lock_is_waited_for)
    now = count_rows(other)
    print(f"  the place: {now[0] - before[0]} orders and {now[1] - before[1]} lines are inserted and not committed")
    assert now[0] > before[0] and now[1] == before[1]
    return loader, other
