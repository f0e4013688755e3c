"""
Hold page - holds a loader in the middle of a page, by a lock that another session with MySQL has

FLOW:
    1 load orders of all products, so that the next pages have no product to write
    2 another session locks the rows of all products
    3 send more orders and start the loader: it inserts the orders of a page, and waits for the lock to insert their lines
    4 the test does what it wants to do at this moment; close_sessions() gives the locks back

LIBRARIES:
    mysql-connector-python: here it plays the other session
"""
from tests import keep_running, made_up_orders, own_shop

sessions = []


def send_orders(count, dice, orders):
    """Puts new orders into MongoDB, and sends them in pages of 100."""
    made_up_orders.put_orders(count, dice, orders)
    own_shop.extract(page_size=100)


def other_session():
    """Returns another session with MySQL, which sees what others have not committed yet."""
    connection = own_shop.connect_as_root(own_shop.NAME)
    sessions.append(connection)
    connection.cursor().execute("SET SESSION transaction_isolation = 'READ-UNCOMMITTED'")
    return connection


def count_rows(connection):
    """Returns how many orders and how many lines a session sees."""
    cursor = connection.cursor()
    counts = []
    for table in ("orders", "order_items"):
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        counts += cursor.fetchall()[0]
    return tuple(counts)


def row_lock_is_waited_for():
    return own_shop.mysql_rows("SELECT COUNT(*) FROM performance_schema.data_lock_waits")[0][0] > 0


def table_lock_is_waited_for():
    query = "SELECT COUNT(*) FROM performance_schema.processlist WHERE state = 'Waiting for table metadata lock'"
    return own_shop.mysql_rows(query)[0][0] > 0


def close_sessions():
    for connection in sessions:
        connection.close()
    sessions.clear()


def load_known_products(dice, orders):
    """Loads the first 300 orders; whatever comes next has only customers, orders and lines to write."""
    own_shop.empty_shop()
    send_orders(300, dice, orders)
    own_shop.load()


def hold_loader_between_two_inserts(dice, orders, **changes):
    """
    Returns (loader, other session): the loader has inserted a page's orders and waits for the other's lock to insert the lines.
    At least 300 orders are on the way then; comes after load_known_products().
    """
    other = other_session()
    before = count_rows(other)
    cursor = other.cursor()
    cursor.execute("START TRANSACTION")
    cursor.execute("SELECT product_id FROM products FOR UPDATE")
    cursor.fetchall()
    send_orders(300, dice, orders)
    loader = keep_running.keep("loader.worker", **changes)
    own_shop.wait_until(row_lock_is_waited_for)
    now = count_rows(other)
    print(f"  the place: {now[0] - before[0]} orders and {now[1] - before[1]} lines are inserted and not committed")
    assert now[0] > before[0] and now[1] == before[1]
    return loader, other
