"""
Verify - is every order where it belongs, once, and as it should be? What must be there says expected.py

verify_everything() looks at every number that reconcile prints, at every row (of an order's versions the last one
counts), and at how many messages the loader rejected.
"""
import os
import re
import subprocess
import sys
from collections import Counter
from tests.support import environment, expected, rows

# all columns but what depends on when, and in which order, all came: these are the first ones of rows_of()
QUERIES = {
    "orders": "SELECT order_id, customer_id, status, created_at, updated_at, total FROM orders",
    "order_items": "SELECT order_id, line_number, product_id, quantity, unit_price FROM order_items",
    "customers": "SELECT customer_id, name, email, country FROM customers",
    "products": "SELECT product_id, name, category FROM products",
}


def show_stages():
    """As if an extractor and a loader had been seen now, for tests in which none runs when everything is compared."""
    environment.orders.database["extractor_runs"].update_one(
        {"_id": "verify"}, {"$set": {"collection": "orders", "interval_seconds": 1}, "$currentDate": {"seen_at": True}},
        upsert=True)
    environment.mysql_rows("REPLACE INTO loaders_seen VALUES ('verify', UTC_TIMESTAMP(3))")


def reconcile(*words):
    """Runs reconcile, see run_reconcile(), after show_stages()."""
    show_stages()
    return run_reconcile(*words)


# the module as it is, with other limits than its five minutes and its minute
WITH_LIMITS = """
import runpy, sys
from reconcile import wait_until_loaded
wait_until_loaded.STANDSTILL_SECONDS, wait_until_loaded.GRACE_SECONDS = int(sys.argv.pop(1)), int(sys.argv.pop(1))
runpy.run_module("reconcile.main", run_name="__main__", alter_sys=True)
"""


def run_reconcile(*words, limits=(), **changes):
    """
    Runs reconcile as the API's user, `changes` are other variables, `limits` its STANDSTILL_SECONDS and GRACE_SECONDS.
    Returns (exit code, the numbers that it found by their labels with _, what it printed).
    """
    variables = dict(os.environ, MYSQL_USER=os.environ["MYSQL_API_USER"],
                     MYSQL_PASSWORD=os.environ["MYSQL_API_PASSWORD"], **changes)
    module = ["-c", WITH_LIMITS, *map(str, limits)] if limits else ["-m", "reconcile.main"]
    # a standstill is noticed after five minutes; a run that never ends would hold up all other tests
    done = subprocess.run([sys.executable, *module, *words], cwd=environment.ROOT, env=variables,
                          capture_output=True, text=True, timeout=600)
    print("  python -m reconcile.main", *words, "-> exit code", done.returncode)
    print(done.stdout + done.stderr)
    # what it has found, not what is right after --resend
    found = done.stdout.partition("--resend: ")[0]
    numbers = re.findall(r"(?m)^([\w ]+): ([\d,]+)$", found)
    # two counters are equal where one has a 0 and the other has nothing
    counts = Counter({label.replace(" ", "_"): int(number.replace(",", "")) for label, number in numbers})
    return done.returncode, counts, done.stdout


def verify_reconcile(sent, orders, rejected=0, deleted=0, **others):
    """Fails unless reconcile counts so many documents and orders, and 0 of all that is not among `others`."""
    code, numbers, text = reconcile()
    # where the newest order has moved away, the newest of the others has not given its texts yet: nothing else is so
    moved = numbers.pop("customer_different", 0) + numbers.pop("product_different", 0)
    assert text.count(", but this order is newer\n") == min(moved, text.count("\n    order "))
    assert numbers == Counter(
        in_MySQL_as_in_MongoDB=sent, REJECTED=rejected, orders_in_MySQL=orders - deleted, **others)
    assert code == (1 if moved else 0)
    assert environment.mysql_rows("SELECT COUNT(*) FROM orders WHERE deleted_at IS NOT NULL") == [(deleted,)]


def expected_rows(documents):
    """Takes all good versions, each customer and product under one name; returns the {table: rows} MySQL must hold."""
    versions = expected.read_orders(documents)
    last, all_of_them = rows.rows_of({order["order_id"]: order for order in versions}.values()), rows.rows_of(versions)
    # a name stays, although no last version may have it any more
    found = {**last, "customers": all_of_them["customers"], "products": all_of_them["products"]}
    return {table: rows.as_texts(row[:query.count(",") + 1] for row in found[table])
            for table, query in QUERIES.items()}


def stored_rows():
    return {table: rows.as_texts(environment.mysql_rows(query)) for table, query in QUERIES.items()}


def verify_rows(documents, tables=tuple(QUERIES)):
    """Fails unless these tables hold exactly the rows of these documents."""
    wanted, stored = expected_rows(documents), stored_rows()
    print("  rows:", {table: len(stored[table]) for table in stored})
    for table in tables:
        assert stored[table] == wanted[table], table


def verify_everything(documents, rejected_messages=0, **numbers):
    """Takes all good versions, and `numbers` as verify_reconcile()."""
    orders = len({document["order_id"] for document in documents})
    verify_reconcile(orders - numbers.get("deleted", 0), orders, **numbers)
    verify_rows(documents)
    assert environment.mysql_rows("SELECT COUNT(*) FROM rejected_messages") == [(rejected_messages,)]
