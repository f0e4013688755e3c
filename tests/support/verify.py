"""
Verify - is every order where it belongs, once, and as it should be? It uses nothing of the services

verify_everything() looks at every number that reconcile prints, at every row (of an order's versions the last one
counts), and at how many messages the loader rejected.
"""
import os
import re
import subprocess
import sys
from tests.support import environment

# all columns but the dates that the extractor and the loader set
QUERIES = {
    "orders": "SELECT order_id, customer_id, status, created_at, updated_at FROM orders",
    "order_items": "SELECT order_id, line_number, product_id, quantity, unit_price FROM order_items",
    "customers": "SELECT customer_id, name, email, country FROM customers",
    "products": "SELECT product_id, name, category FROM products",
}
# what reconcile must find 0 of, unless a test expects it
NOTHING = {
    "deleted": 0, "new": 0, "SENDING": 0, "in Kafka": 0, "missing": 0, "different": 0, "only in MySQL": 0,
    "customers different": 0, "products different": 0, "several documents with one order_id": 0,
    "rejected with an older version in MySQL": 0, "unknown etl_status": 0, "too large to be marked": 0,
}


def reconcile(*words):
    """Runs reconcile as the API's user; returns (exit code, {label: number}, what it printed)."""
    variables = dict(os.environ)
    variables.update(MYSQL_USER=os.environ["MYSQL_API_USER"], MYSQL_PASSWORD=os.environ["MYSQL_API_PASSWORD"])
    done = subprocess.run([sys.executable, "-m", "reconcile.main", *words], cwd=environment.ROOT, env=variables,
                          capture_output=True, text=True)
    print("  python -m reconcile.main", *words, "-> exit code", done.returncode)
    print(done.stdout + done.stderr)
    numbers = {label: int(number) for label, number in re.findall(r"(?m)^([\w ]+): (\d+)", done.stdout)}
    return done.returncode, numbers, done.stdout


def verify_reconcile(sent, orders, rejected=0, **expected):
    """Fails unless reconcile counts so many documents and orders, and nothing but `expected` (labels with _)."""
    code, numbers, text = reconcile()
    expected = {label.replace("_", " ").replace("order id", "order_id").replace("etl status", "etl_status"): number
                for label, number in expected.items()}
    assert code == 0
    assert numbers == {"SENT": sent, "REJECTED": rejected, "orders in MySQL": orders, **NOTHING, **expected}


def expected_rows(documents):
    """Takes all good versions, each customer and product under one name; returns the {table: rows} MySQL must hold."""
    rows = {"orders": [], "order_items": [], "customers": set(), "products": set()}
    for document in documents:
        # a name stays, although no last version may have it any more
        customer = document["customer"]
        rows["customers"].add(tuple(customer[field] for field in ("customer_id", "name", "email", "country")))
        for item in document["items"]:
            rows["products"].add(tuple(item[field] for field in ("product_id", "name", "category")))
    for order_id, document in {document["order_id"]: document for document in documents}.items():
        customer_id = document["customer"]["customer_id"]
        dates = document["created_at"], document["updated_at"]
        rows["orders"].append((order_id, customer_id, document["status"], *dates))
        for number, item in enumerate(document["items"], start=1):
            price = item["unit_price"].to_decimal()
            rows["order_items"].append((order_id, number, item["product_id"], item["quantity"], price))
    return {table: sorted(rows[table]) for table in QUERIES}


def stored_rows():
    """Returns {table: rows} as MySQL holds them."""
    return {table: sorted(environment.mysql_rows(query)) for table, query in QUERIES.items()}


def verify_rows(documents, tables=tuple(QUERIES)):
    """Fails unless these tables hold exactly the rows of these documents."""
    expected, stored = expected_rows(documents), stored_rows()
    for table in tables:
        equal = len(set(expected[table]) & set(stored[table]))
        print(f"  {table}: {len(expected[table])} rows expected, {len(stored[table])} found, {equal} equal")
        assert stored[table] == expected[table], table


def verify_everything(documents, sent=None, rejected_messages=0, **numbers):
    """Takes all good versions; `sent` where there are more documents than orders, `numbers` as verify_reconcile()."""
    orders = len({document["order_id"] for document in documents})
    verify_reconcile(sent or orders, orders, **numbers)
    verify_rows(documents)
    assert environment.mysql_rows("SELECT COUNT(*) FROM rejected_messages") == [(rejected_messages,)]
