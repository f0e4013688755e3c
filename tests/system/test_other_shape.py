"""
Another shape - a shop whose documents look different edits the table in extractor/order_fields.py, and nothing else
"""
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from bson import Decimal128
from tests.support import environment, services, topic, verify

STATUSES = {"1": "PAID", "2": "CANCELLED", "3": "REFUNDED", "4": "on hold"}
REASON = "buyer.contact.mail must be text but is missing; item 2 must be an object but is of type int"


def sale(number, state, mail="lena@example.com", more=()):
    """Returns an order as many web shops export it: a number as id, dates and prices as text, no _id."""
    line = {"article": {"sku": "T1", "title": "Tea"}, "qty": 2, "price": "12.90", "tax": {"rate": "19"}}
    return {
        "orderNumber": number, "placedAt": f"2026-03-{number:02d}T23:30:00-01:00", "modifiedAt": "2026-04-01",
        "state": state,
        "buyer": {"id": 4711, "fullName": "Lena", "contact": {"mail": mail}, "address": {"countryCode": "DE"}},
        "basket": {"lines": [line, *more]},
    }


def as_loaded(order_id):
    return {
        "order_id": order_id, "status": STATUSES[order_id], "created_at": datetime(2026, 3, int(order_id) + 1, 0, 30),
        "updated_at": datetime(2026, 4, 1),
        "customer": {"customer_id": "4711", "name": "Lena", "email": "lena@example.com", "country": "DE"},
        "items": [{"product_id": "T1", "name": "Tea", "category": "none", "quantity": 2,
                   "unit_price": Decimal128("12.90")}],
    }


def paste(folder, lines):
    """Puts lines into order_fields.py, each in the place of the line of the same field, as a person would."""
    file = folder / "extractor" / "order_fields.py"
    orders, items = file.read_text(encoding="utf-8").split("ITEMS_PATH = ")
    for line in lines:
        if line.startswith("ITEMS_PATH = "):
            items = items.replace('"items"', line.removeprefix("ITEMS_PATH = "), 1)
            continue
        field = re.match(r'\("(\w+)", ', line)[1]
        pattern = rf'(?m)^    \("{field}", .*$'
        orders, replaced = re.subn(pattern, "    " + line, orders)
        if not replaced:
            items = re.sub(pattern, "    " + line, items)
    file.write_text(f"{orders}ITEMS_PATH = {items}", encoding="utf-8")


def run(folder, command):
    """Runs a command of the copy and returns the lines that it printed, but for the addresses."""
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=folder, capture_output=True, text=True,
                          env=dict(os.environ, MONGO_COLLECTION="sales"))
    print(f"python -m {command}", done.stdout, done.stderr, sep="\n")
    assert done.returncode == 0
    return [line for line in done.stdout.splitlines() if not line.startswith(("mongodb ", "kafka ", "mysql "))]


def wait_until_loaded(sales, count):
    environment.wait_until(lambda: sales.count_documents({"etl_status": {"$in": ["SENT", "REJECTED"]}}) == count)
    topic.wait_until_loaded()


def test_two_rounds(tmp_path):
    """What preview suggests is pasted into the table, and nothing else is done: then the file comes in."""
    services.new_shop()
    sales = environment.orders.database["sales"]
    sales.drop()
    shutil.copytree(environment.ROOT / "data", tmp_path / "data")
    for service in ("extractor", "loader", "reconcile"):
        shutil.copytree(environment.ROOT / service, tmp_path / service)
    documents = [sale(1, "paid"), sale(2, "Cancelled"), sale(3, "refunded"), sale(4, "on hold"),
                 sale(5, "paid", mail=None, more=[7])]
    file = tmp_path / "export.json"
    file.write_text(json.dumps(documents, indent=2))
    lines = run(tmp_path, f"extractor.preview {file}")
    assert lines[-1] == "0 orders would be sent, 5 would be rejected" and len(lines) < 26
    paste(tmp_path, [line.strip() for line in lines if line.startswith("    ")])
    lines = run(tmp_path, f"extractor.preview {file}")
    assert lines == [
        f"file {file}", "no table has the fields: basket.lines[].tax.rate (5), basket.lines[] (1)",
        "status PAID: 2 orders, counts as revenue", "status CANCELLED: 1 orders, no revenue",
        "status REFUNDED: 1 orders, no revenue",
        "status on hold: 1 orders, counts as revenue, a word that is not in STATUSES",
        f"1 x {REASON} (such as order '5')", "4 orders would be sent, 1 would be rejected",
    ]
    for counts in ("5 inserted, 0 were", "0 inserted, 5 were"):
        assert run(tmp_path, f"extractor.seed_orders {file}") == [f"5 orders in export.json: {counts} there before"]
    variables = dict(os.environ, MONGO_COLLECTION="sales", EXTRACT_INTERVAL_SECONDS="1", PYTHONUNBUFFERED="1")
    for module in ("extractor.main", "loader.worker"):
        services.running.append(subprocess.Popen([sys.executable, "-m", module], cwd=tmp_path, env=variables))
    wait_until_loaded(sales, 5)
    verify.verify_rows([as_loaded(order_id) for order_id in STATUSES])
    rejected = sales.find_one({"etl_status": "REJECTED"})
    assert (rejected["etl_reason"], rejected["etl_order_id"]) == (REASON, "5")
    # the id is a number and the date a text in mongodb; by the date after the check order 2 is of march 3rd
    assert run(tmp_path, "extractor.resend 2 02") == ["2: 1 orders are new again", "02: 0 orders are new again"]
    assert run(tmp_path, "extractor.resend --from 2026-03-03 --to 2026-03-04") == ["2 orders are new again"]
    wait_until_loaded(sales, 5)
    # so it is for reconcile: it finds, resends and marks by the id after the check
    environment.mysql_rows("DELETE FROM order_items WHERE order_id = '1'")
    sales.delete_one({"orderNumber": 4})
    lines = run(tmp_path, "reconcile.main --resend --mark-deleted --yes")
    assert lines[-1] == ("exit code 0: nothing is missing or different, 1 resent and right now, 1 deleted now "
                         "of 4 documents")
    assert environment.mysql_rows("SELECT order_id FROM orders WHERE deleted_at IS NOT NULL") == [("4",)]
    verify.verify_rows([as_loaded(order_id) for order_id in STATUSES])
    services.stop_all()
