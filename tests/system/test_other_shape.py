"""
Another shape - a shop whose documents look different changes the paths in extractor/order_fields.py, and nothing else

FLOW:
    1 copy the services to another folder and change the paths there; the collection is called sales
    2 preview names what is wrong with the shop's own paths, and the fields that no table has
    3 extract and load: the good orders are in MySQL, whole rows; a bad one is REJECTED with the shop's own paths
    4 list the rejected orders, send orders again by id, by day and all rejected ones
    5 an order is damaged in MySQL: reconcile finds it, and --resend brings it back

LIBRARIES:
    subprocess (comes with Python): runs a program as a person would and reads what it prints
    shutil, tempfile (come with Python): copy folders; make a folder for them
"""
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from bson import Decimal128
from tests.support import environment, services, topic

# our name, the usual path, and the path in this shop
PATHS = (
    ("order_id", "order_id", "orderNumber"),
    ("status", "status", "state.current"),
    ("created_at", "created_at", "dates.placed"),
    ("updated_at", "updated_at", "dates.changed"),
    ("customer_id", "customer.customer_id", "buyer.number"),
    ("customer_name", "customer.name", "buyer.fullName"),
    ("customer_email", "customer.email", "buyer.contact.mail"),
    ("customer_country", "customer.country", "buyer.address.country"),
    ("product_id", "product_id", "article.sku"),
    ("name", "name", "article.title"),
    ("category", "category", "article.group"),
    ("quantity", "quantity", "count"),
    ("unit_price", "unit_price", "price.net"),
)


def sale(number, **changes):
    return dict({
        "orderNumber": f"S{number}",
        "state": {"current": "PAID", "history": ["NEW", "PAID"]},
        "dates": {"placed": datetime(2026, 1, number), "changed": datetime(2026, 2, number)},
        "buyer": {
            "number": f"B{number}", "fullName": "Zoë",
            "contact": {"mail": "zoe@example.com"}, "address": {"country": "Ireland"},
        },
        "basket": {"positions": [
            {"article": {"sku": "P1", "title": "Tea", "group": "Kitchen"}, "count": number,
             "price": {"net": Decimal128("9.90"), "tax": 1}},
            {"article": {"sku": "P2", "title": "Cup", "group": "Kitchen"}, "count": 1, "price": {"net": 0.1}},
        ]},
    }, **changes)


def copy_services(folder):
    """Copies the services and changes the paths in order_fields.py; fails where a path is not there once."""
    for service in ("extractor", "loader", "reconcile"):
        shutil.copytree(environment.ROOT / service, Path(folder) / service)
    file = Path(folder) / "extractor" / "order_fields.py"
    text = file.read_text(encoding="utf-8")
    changes = [(f'("{name}", "{usual}", ', f'("{name}", "{path}", ') for name, usual, path in PATHS]
    changes.append(('ITEMS_PATH = "items"', 'ITEMS_PATH = "basket.positions"'))
    for usual, new in changes:
        assert text.count(usual) == 1, usual
        text = text.replace(usual, new)
    file.write_text(text, encoding="utf-8")


def run(folder, command, exit_code=0):
    """Runs a command of the copy and returns the lines that it printed, but for the addresses."""
    variables = dict(os.environ, MONGO_COLLECTION="sales")
    words = [sys.executable, "-m", *command.split()]
    done = subprocess.run(words, cwd=folder, env=variables, capture_output=True, text=True)
    print(f"  python -m {command}", *done.stdout.splitlines(), sep="\n    ")
    assert done.returncode == exit_code, done.stderr
    return [line for line in done.stdout.splitlines() if not line.startswith(("mongodb ", "kafka ", "mysql "))]


def extract_and_load(folder):
    run(folder, "extractor.extract")
    loader = subprocess.Popen([sys.executable, "-m", "loader.worker"], cwd=folder, stdout=subprocess.DEVNULL)
    services.running.append(loader)
    environment.wait_until(lambda: topic.messages_in_flight() == 0)
    assert services.stop(loader) == 0


def rows_of(number):
    """Returns what MySQL must hold of a sale: its order, its customer, its lines."""
    return (
        (f"S{number}", f"B{number}", "PAID", datetime(2026, 1, number), datetime(2026, 2, number)),
        (f"B{number}", "Zoë", "zoe@example.com", "Ireland", datetime(2026, 2, number)),
        [(f"S{number}", 1, "P1", number, Decimal("9.9000")), (f"S{number}", 2, "P2", 1, Decimal("0.1000"))],
    )


def assert_rows(numbers):
    expected = [rows_of(number) for number in numbers]
    stored = environment.mysql_rows("SELECT order_id, customer_id, status, created_at, updated_at FROM orders")
    assert sorted(stored) == [order for order, customer, lines in expected]
    stored = environment.mysql_rows("SELECT * FROM customers")
    assert sorted(stored) == [customer for order, customer, lines in expected]
    stored = environment.mysql_rows("SELECT * FROM order_items ORDER BY order_id, line_number")
    assert stored == [line for order, customer, lines in expected for line in lines]
    products = environment.mysql_rows("SELECT product_id, name, category FROM products ORDER BY product_id")
    assert products == [("P1", "Tea", "Kitchen"), ("P2", "Cup", "Kitchen")]


def test_another_shape():
    services.new_shop()
    sales = environment.orders.database["sales"]
    sales.drop()
    bad = sale(3, buyer={"number": "B3", "fullName": "Zoë", "contact": "none"}, basket={"positions": [{"count": 0}, 7]})
    sales.insert_many([sale(1), sale(2), bad])
    reason = (
        "buyer.contact.mail must be text but is missing; buyer.address.country must be text but is missing; "
        "item 1: article.sku must be text but is missing; item 1: article.title must be text but is missing; "
        "item 1: article.group must be text but is missing; item 1: count is 0, 1 to 1000000 is allowed; "
        "item 1: price.net must be a number but is missing; item 2 must be an object but is of type int"
    )
    with tempfile.TemporaryDirectory() as folder:
        print("1 copy the services and change the paths")
        copy_services(folder)
        print("2 preview")
        lines = run(folder, "extractor.preview")
        assert lines[:2] == ["2 orders would be sent, 1 would be rejected", f"1 x {reason} (such as order 'S3')"]
        assert "no table has the field state.history[]: 3 orders have it" in lines
        assert "no table has the field basket.positions[].price.tax: 2 orders have it" in lines

        print("3 extract and load")
        extract_and_load(folder)
        assert_rows([1, 2])
        rejected = sales.find_one({"etl_status": "REJECTED"})
        assert (rejected["etl_reason"], rejected["etl_order_id"]) == (reason, "S3")

        print("4 list the rejected orders, and send orders again")
        assert run(folder, "extractor.list_rejected")[0] == f"order S3, document {rejected['_id']}: {reason}"
        lines = run(folder, "extractor.resend S1 nowhere")
        assert lines == ["S1: 1 documents are new again", "nowhere: no such order in mongodb"]
        assert run(folder, "extractor.resend --from 2026-01-02 --to 2026-01-02") == ["1 orders are new again"]
        sales.replace_one({"_id": rejected["_id"]}, sale(3, etl_status="REJECTED"))
        assert run(folder, "extractor.resend --rejected") == ["1 rejected orders are new again"]
        extract_and_load(folder)
        assert_rows([1, 2, 3])

        print("5 an order is damaged in MySQL")
        environment.mysql_rows("DELETE FROM order_items WHERE line_number = 1 AND order_id = 'S1'")
        environment.mysql_rows("UPDATE customers SET country = 'nowhere' WHERE customer_id = 'B2'")
        lines = run(folder, "reconcile.main --resend", exit_code=1)
        assert {"different: 1", "customers different: 1", "SENT: 3 documents in MongoDB"} < set(lines)
        extract_and_load(folder)
        assert_rows([1, 2, 3])
        run(folder, "reconcile.main")


if __name__ == "__main__":
    test_another_shape()
