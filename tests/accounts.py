"""
Accounts - is every order where it belongs, once, and as it should be?

It works out in plain python from the documents which rows MySQL must hold, and uses nothing of the services.

FLOW:
    1 check_counts() runs local/reconcile.py, as a person would, and looks at every line that it prints
    2 check_rows() compares all rows: of all versions of an order the newest one counts, each of its items is one line
    3 do_accounts() does both, and counts the messages that the loader refused

LIBRARIES:
    subprocess (comes with Python): runs a program as a person would and reads what it prints
"""
import subprocess
import sys
from tests import own_shop

# all columns but the dates that the loader sets
QUERIES = {
    "orders": "SELECT order_id, customer_id, status, created_at, updated_at FROM orders",
    "order_items": "SELECT order_id, line_number, product_id, quantity, unit_price FROM order_items",
    "customers": "SELECT customer_id, name, email, country FROM customers",
    "products": "SELECT product_id, name, category FROM products",
}


def reconcile(*words):
    """Runs local/reconcile.py; returns (exit code, what it printed as a list of lines)."""
    done = subprocess.run([sys.executable, "local/reconcile.py", *words], cwd=own_shop.ROOT, capture_output=True, text=True)
    print("  python3 local/reconcile.py", *words, "-> exit code", done.returncode)
    print("    " + (done.stdout + done.stderr).replace("\n", "\n    ").rstrip())
    return done.returncode, done.stdout.splitlines()


def check_counts(sent, orders, rejected=0, too_large=0, rejected_later=0):
    """Fails unless reconcile counts so many documents and orders, none missing or different; the too large ones wait for ever."""
    code, lines = reconcile()
    assert code == 0
    assert [line for line in lines if not line.startswith("    ")] == [
        f"{sent + rejected + too_large} documents in MongoDB: {too_large} waiting, {rejected} rejected, {sent} sent",
        f"{orders} orders in MySQL",
        "on the way (messages in Kafka that are not loaded yet): 0",
        "missing: 0", "different: 0", "only in MySQL: 0",
        f"rejected with an older good version in MySQL: {rejected_later}",
        "unknown etl_status: 0", f"too large to be marked: {too_large}",
    ]


def expected_rows(documents):
    """Takes all good versions, each customer and product under one name; returns {table: rows} as MySQL must hold them."""
    newest = {}
    rows = {"orders": [], "order_items": [], "customers": set(), "products": set()}
    for document in documents:
        known = newest.get(document["order_id"])
        if known is None or document["updated_at"] >= known["updated_at"]:
            newest[document["order_id"]] = document
        # a name stays, although no newest version may have it any more
        rows["customers"].add(tuple(document["customer"][field] for field in ("customer_id", "name", "email", "country")))
        for item in document["items"]:
            rows["products"].add(tuple(item[field] for field in ("product_id", "name", "category")))
    for order_id, document in newest.items():
        customer_id = document["customer"]["customer_id"]
        rows["orders"].append((order_id, customer_id, document["status"], document["created_at"], document["updated_at"]))
        for number, item in enumerate(document["items"], start=1):
            rows["order_items"].append((order_id, number, item["product_id"], item["quantity"], item["unit_price"].to_decimal()))
    return {table: sorted(rows[table]) for table in QUERIES}


def stored_rows():
    """Returns {table: rows} as MySQL holds them."""
    return {table: sorted(own_shop.mysql_rows(query)) for table, query in QUERIES.items()}


def check_rows(documents):
    """Fails unless MySQL holds exactly the rows of these documents."""
    expected = expected_rows(documents)
    stored = stored_rows()
    for table in QUERIES:
        equal = len(set(expected[table]) & set(stored[table]))
        print(f"    {table}: {len(expected[table])} rows expected, {len(stored[table])} found, {equal} equal")
    assert stored == expected


def do_accounts(documents, sent=None, refused_messages=0, **counts):
    """Takes all good versions; `sent` where there are more documents than orders, the other `counts` are those of check_counts()."""
    orders = len({document["order_id"] for document in documents})
    check_counts(sent or orders, orders, **counts)
    check_rows(documents)
    assert own_shop.mysql_rows("SELECT COUNT(*) FROM rejected_messages") == [(refused_messages,)]
