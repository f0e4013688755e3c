from decimal import Decimal
from .connection.mysql_connection import fill_id_list, insert_rows
from .load_customers import give_up_customers
from .load_order_items import delete_lines, insert_lines, read_products
from .load_products import give_up_products


def load_orders(cursor, orders, stored_ids):
    """
    Writes orders (one version of each order_id) and their lines where MySQL has no version that was claimed later; the
    caller commits. Takes the ids of those that read_versions() has found. Returns (orders, lines) written.
    Raises error 1062 where another loader inserted the same new order at once: the batch is read again then.
    """
    # read once more, and locked now: another loader may have written a later version since
    stored = lock_versions(cursor, stored_ids)
    # the same version once more is written again, which heals a damaged row
    written = [order for order in orders if is_latest(order, stored)]
    replaced = [order for order in written if order["order_id"] in stored]
    if replaced:
        give_up_texts(cursor, replaced, stored)
        ids = [order["order_id"] for order in replaced]
        delete_lines(cursor, ids)
        delete_orders(cursor, ids)
    if not written:
        return 0, 0
    insert_orders(cursor, written)
    return len(written), insert_lines(cursor, written)


def read_versions(cursor, order_ids):
    """Returns {order_id: (read_at as text, customer_id)} of those of these orders (at least one) that MySQL has."""
    # the index is named: while mysql believes that a new table is small it would go through all orders for each batch
    # find the batch's orders by id, select id, customer and read_at, and whether read_at is more than a day ahead
    query = """
        SELECT orders.order_id, orders.customer_id, orders.read_at, orders.read_at > UTC_TIMESTAMP(3) + INTERVAL 1 DAY
        FROM orders FORCE INDEX (PRIMARY)
        WHERE orders.order_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, order_ids), order_ids)
    return by_order_id(cursor.fetchall())


def lock_versions(cursor, order_ids):
    """As read_versions(), also without an id; the rows stay locked until the caller commits."""
    if not order_ids:
        return {}
    # here going through all orders would also wait for those that another loader has locked, and end in a deadlock
    # find the batch's orders by the primary key, lock them, select the columns as above
    query = """
        SELECT orders.order_id, orders.customer_id, orders.read_at, orders.read_at > UTC_TIMESTAMP(3) + INTERVAL 1 DAY
        FROM orders FORCE INDEX (PRIMARY)
        WHERE orders.order_id IN (ID_LIST)
        FOR UPDATE
    """
    cursor.execute(fill_id_list(query, order_ids), order_ids)
    return by_order_id(cursor.fetchall())


def by_order_id(rows):
    versions = {}
    for order_id, customer_id, read_at, is_ahead in rows:
        # a read_at of tomorrow is wrong, and would win over every version until then
        versions[order_id] = ("" if is_ahead else read_at.isoformat(" ", "milliseconds"), customer_id)
    return versions


def is_latest(order, stored):
    """Returns whether MySQL has no version of this order that was claimed later; `stored` is from read_versions()."""
    return order["order_id"] not in stored or order["read_at"] >= stored[order["order_id"]][0]


def give_up_texts(cursor, orders, stored):
    """
    Takes the new versions of orders, and what lock_versions() has found of the old ones. A customer or product that
    such an order no longer names has that order's texts no longer: the next order that names it decides.
    """
    moved = []
    for order in orders:
        old_customer_id = stored[order["order_id"]][1]
        if old_customer_id != order["customer_id"]:
            moved.append((old_customer_id, order["order_id"]))
    named = {(item["product_id"], order["order_id"]) for order in orders for item in order["items"]}
    dropped = read_products(cursor, [order["order_id"] for order in orders]) - named
    give_up_customers(cursor, moved)
    give_up_products(cursor, dropped)


def delete_orders(cursor, order_ids):
    # delete these orders
    query = """
        DELETE FROM orders
        WHERE orders.order_id IN (ID_LIST)
    """
    cursor.execute(fill_id_list(query, order_ids), order_ids)


def insert_orders(cursor, orders):
    # insert the orders
    insert_rows(
        cursor,
        """
        INSERT INTO orders (order_id, customer_id, status, created_at, updated_at, total, read_at, loaded_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, UTC_TIMESTAMP(3))
        """,
        [
            (
                order["order_id"], order["customer_id"], order["status"], order["created_at"], order["updated_at"],
                total_of(order), order["read_at"],
            )
            for order in sorted(orders, key=by_customer_then_order)
        ],
    )


def total_of(order):
    """Returns the sum of quantity times unit_price, exact: of a message's lines it has less than 28 digits."""
    return sum(item["quantity"] * Decimal(item["unit_price"]) for item in order["items"])


def by_customer_then_order(order):
    # an order's row locks its customer too: in this order several loaders do not deadlock over customers
    return order["customer_id"], order["order_id"]
