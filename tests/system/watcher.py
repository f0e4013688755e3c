"""
Watcher - reads MySQL all the time while a test goes on, and says what nobody may ever see there

    watcher.start()
    ...
    problems = watcher.stop(versions, returns)

An order that was there is gone, or has an earlier read_at than before; an order with its lines as no version has it,
half of one or of two; an order that was deleted and is alive again, more often than somebody has put it in again.
"""
import threading
import time
from collections import Counter
from tests.support import environment

# each look is one moment for both queries
LOOK = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
ORDERS = """
    SELECT order_id, read_at, deleted_at IS NOT NULL, customer_id, status, created_at, updated_at, total FROM orders
"""
LINES = "SELECT order_id, line_number, product_id, quantity, unit_price FROM order_items WHERE order_id IN (%s)"
# lines are read of so many orders that have changed; of the others in the next look
MAX_CHANGED = 2000

watch = {"going": False, "thread": None}


def start():
    watch.update(going=True, looks=0, before={}, versions=set(), problems=set(), alive_again=Counter())
    watch["thread"] = threading.Thread(target=keep_looking, daemon=True)
    watch["thread"].start()


def stop(versions, returns):
    """Takes all versions and {order_id: how often it was put in again}; returns (looks, what was wrong)."""
    watch["going"] = False
    watch["thread"].join()
    known = {as_rows(document) for document in versions}
    problems = watch["problems"] | {f"no version explains {row}" for row in watch["versions"] - known}
    problems |= {f"{order_id} is alive again without a document"
                 for order_id, times in watch["alive_again"].items() if times > returns[order_id]}
    return watch["looks"], sorted(problems)


def deleted_orders():
    return {order_id for order_id, (read_at, is_deleted) in watch["before"].items() if is_deleted}


def keep_looking():
    connection = environment.connect_to_mysql()
    cursor = connection.cursor()
    while watch["going"]:
        started = time.monotonic()
        cursor.execute(LOOK)
        cursor.execute(ORDERS)
        compare(cursor, {row[0]: row[1:] for row in cursor.fetchall()})
        connection.commit()
        watch["looks"] += 1
        # half of the time mysql is left to the others
        time.sleep(max(0.05, time.monotonic() - started))
    connection.close()


def compare(cursor, rows):
    """Compares all orders with the look before; with their lines, where they have changed."""
    before, changed = watch["before"], []
    watch["problems"] |= {f"{order_id} was there, and is gone" for order_id in before.keys() - rows.keys()}
    for order_id, (read_at, is_deleted, *values) in rows.items():
        old_read_at, was_deleted = before.get(order_id, (None, 0))
        if (old_read_at, was_deleted) == (read_at, is_deleted):
            continue
        if old_read_at is not None and old_read_at > read_at:
            watch["problems"].add(f"the read_at of {order_id} fell from {old_read_at} to {read_at}")
        if len(changed) < MAX_CHANGED:
            changed.append(order_id)
            watch["alive_again"][order_id] += was_deleted and not is_deleted
            before[order_id] = (read_at, is_deleted)
    if not changed:
        return
    cursor.execute(LINES % ", ".join(["%s"] * len(changed)), changed)
    lines = {order_id: [] for order_id in changed}
    for order_id, *line in cursor.fetchall():
        lines[order_id].append(tuple(line))
    for order_id in changed:
        watch["versions"].add((order_id, *rows[order_id][2:], *sorted(lines[order_id])))


def as_rows(document):
    lines = [(number, item["product_id"], item["quantity"], item["unit_price"].to_decimal())
             for number, item in enumerate(document["items"], start=1)]
    total = sum(quantity * price for number, product_id, quantity, price in lines)
    return (document["order_id"], document["customer"]["customer_id"], document["status"], document["created_at"],
            document["updated_at"], total, *lines)
