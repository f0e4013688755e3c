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
from tests.support.sample_order import DOCUMENT

# our name, as it stands in the file with the usual path, and the path in this shop
PATHS = {
    '"order_id", "order_id"': "orderNumber",
    '"status", "status"': "state.current",
    '"created_at", "created_at"': "dates.placed",
    '"updated_at", "updated_at"': "dates.changed",
    '"customer_id", "customer.customer_id"': "buyer.number",
    '"customer_name", "customer.name"': "buyer.fullName",
    '"customer_email", "customer.email"': "buyer.contact.mail",
    '"customer_country", "customer.country"': "buyer.address.country",
    '"product_id", "product_id"': "article.sku",
    '"name", "name"': "article.title",
    '"category", "category"': "article.group",
    '"quantity", "quantity"': "count",
    '"unit_price", "unit_price"': "price.net",
    'ITEMS_PATH = "items"': "basket.positions",
}
REASON = ("buyer.contact.mail must be text but is missing; item 1: count is 0, 1 to 1000000 is allowed; "
          "item 2 must be an object but is of type int")


def sale(number, mail="zoe@example.com", count=2, more=()):
    position = {"article": {"sku": "P1", "title": "Tea", "group": "Kitchen"}, "count": count,
                "price": {"net": Decimal128("9.90"), "tax": 1}}
    return {
        "orderNumber": f"S{number}", "state": {"current": "PAID", "history": ["NEW", "PAID"]},
        "dates": {"placed": datetime(2026, 1, number), "changed": datetime(2026, 1, 6)},
        "buyer": {"number": f"B{number}", "fullName": "Zoë O'Brien", "contact": {"mail": mail},
                  "address": {"country": "Ireland"}},
        "basket": {"positions": [position, *more]},
    }


def usual_order(number):
    """Returns the same sale as it looks in the usual shape."""
    customer = dict(DOCUMENT["customer"], customer_id=f"B{number}")
    return dict(DOCUMENT, order_id=f"S{number}", created_at=datetime(2026, 1, number), customer=customer,
                items=DOCUMENT["items"][:1])


def change_paths(folder):
    """Changes the paths in order_fields.py; fails where one is not there once."""
    file = folder / "extractor" / "order_fields.py"
    text = file.read_text(encoding="utf-8")
    for usual, path in PATHS.items():
        assert text.count(usual) == 1, usual
        text = text.replace(usual, usual.rsplit('"', 2)[0] + f'"{path}"')
    file.write_text(text, encoding="utf-8")


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
        if re.search(pattern, orders):
            orders = re.sub(pattern, "    " + line, orders)
        else:
            items = re.sub(pattern, "    " + line, items)
    file.write_text(f"{orders}ITEMS_PATH = {items}", encoding="utf-8")


def run(folder, command, exit_code=0):
    """Runs a command of the copy and returns the lines that it printed, but for the addresses."""
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=folder, capture_output=True, text=True,
                          env=dict(os.environ, MONGO_COLLECTION="sales"))
    print(f"python -m {command}", done.stdout, done.stderr, sep="\n")
    assert done.returncode == exit_code
    return [line for line in done.stdout.splitlines() if not line.startswith(("mongodb ", "kafka ", "mysql "))]


def start_services(folder):
    """Starts the copy's extractor and loader; a service that was started before the table was edited keeps the old."""
    variables = dict(os.environ, MONGO_COLLECTION="sales", EXTRACT_INTERVAL_SECONDS="1", PYTHONUNBUFFERED="1")
    for module in ("extractor.main", "loader.worker"):
        services.running.append(subprocess.Popen([sys.executable, "-m", module], cwd=folder, env=variables))


def new_sales(folder):
    services.new_shop()
    sales = environment.orders.database["sales"]
    sales.drop()
    shutil.copytree(environment.ROOT / "data", folder / "data")
    for service in ("extractor", "loader", "reconcile"):
        shutil.copytree(environment.ROOT / service, folder / service)
    return sales


def wait_until_loaded(sales, count):
    environment.wait_until(lambda: sales.count_documents({"etl_status": {"$in": ["SENT", "REJECTED"]}}) == count)
    topic.wait_until_loaded()


def test_another_shape(tmp_path):
    sales = new_sales(tmp_path)
    sales.insert_many([sale(1), sale(2), sale(3, mail=None, count=0, more=[7])])
    change_paths(tmp_path)
    lines = run(tmp_path, "extractor.preview")
    assert lines[-2:] == [f"1 x {REASON} (such as order 'S3')", "2 orders would be sent, 1 would be rejected"]
    assert lines[0].startswith("no table has the fields: ")
    assert "state.history[] (3)" in lines[0] and "basket.positions[].price.tax (3)" in lines[0]
    start_services(tmp_path)
    wait_until_loaded(sales, 3)
    verify.verify_rows([usual_order(number) for number in (1, 2)])
    rejected = sales.find_one({"etl_status": "REJECTED"})
    assert (rejected["etl_reason"], rejected["etl_order_id"]) == (REASON, "S3")

    environment.mysql_rows("DELETE FROM order_items WHERE order_id = 'S1'")
    environment.mysql_rows("UPDATE customers SET country = 'nowhere' WHERE customer_id = 'B2'")
    run(tmp_path, "reconcile.main", exit_code=1)
    run(tmp_path, "reconcile.main --resend --yes")
    sales.replace_one({"_id": rejected["_id"]}, sale(3))
    lines = run(tmp_path, "extractor.resend S1 nowhere")
    assert lines == ["S1: 1 orders are new again", "nowhere: 0 orders are new again"]
    assert run(tmp_path, "extractor.resend --from 2026-01-02 --to 2026-01-02") == ["1 orders are new again"]
    wait_until_loaded(sales, 3)
    run(tmp_path, "reconcile.main")
    verify.verify_rows([usual_order(number) for number in (1, 2, 3)])
    services.stop_all()


def purchase(number, state):
    """Returns an order as many web shops export it: a number as id, dates and prices as text, no _id."""
    return {
        "orderNumber": number, "placedAt": f"2026-03-{number:02d}T23:30:00-01:00", "modifiedAt": "2026-04-01",
        "state": state, "buyer": {"id": 4711, "fullName": "Lena", "email": "lena@example.com", "countryCode": "DE"},
        "lines": [{"sku": "T1", "title": "Tea", "qty": 2, "price": "12.90"}],
    }


def as_loaded(number, status):
    return {
        "order_id": str(number), "status": status, "created_at": datetime(2026, 3, number + 1, 0, 30),
        "updated_at": datetime(2026, 4, 1),
        "customer": {"customer_id": "4711", "name": "Lena", "email": "lena@example.com", "country": "DE"},
        "items": [{"product_id": "T1", "name": "Tea", "category": "none", "quantity": 2,
                   "unit_price": Decimal128("12.90")}],
    }


def test_two_rounds(tmp_path):
    """What preview suggests is pasted into the table, and nothing else is done: then the file comes in."""
    sales = new_sales(tmp_path)
    states = {1: "paid", 2: "Cancelled", 3: "refunded", 4: "on hold"}
    file = tmp_path / "export.json"
    file.write_text(json.dumps([purchase(*item) for item in states.items()], indent=2))
    lines = run(tmp_path, f"extractor.preview {file}")
    assert lines[-1] == "0 orders would be sent, 4 would be rejected" and len(lines) < 24
    paste(tmp_path, [line.strip() for line in lines if line.startswith("    ")])
    lines = run(tmp_path, f"extractor.preview {file}")
    assert lines[-5:] == [
        "status PAID: 1 orders, counts as revenue", "status CANCELLED: 1 orders, no revenue",
        "status REFUNDED: 1 orders, no revenue",
        "status on hold: 1 orders, counts as revenue, a word that is not in STATUSES",
        "4 orders would be sent, 0 would be rejected",
    ]
    for counts in ("4 inserted, 0 were", "0 inserted, 4 were"):
        assert run(tmp_path, f"extractor.seed_orders {file}") == [f"4 orders in export.json: {counts} there before"]
    start_services(tmp_path)
    wait_until_loaded(sales, 4)
    statuses = {1: "PAID", 2: "CANCELLED", 3: "REFUNDED", 4: "on hold"}
    verify.verify_rows([as_loaded(*item) for item in statuses.items()])
    # the id is a number and the date a text in mongodb; by the date after the check order 2 is of march 3rd
    assert run(tmp_path, "extractor.resend 2 02") == ["2: 1 orders are new again", "02: 0 orders are new again"]
    assert run(tmp_path, "extractor.resend --from 2026-03-03 --to 2026-03-04") == ["2 orders are new again"]
    wait_until_loaded(sales, 4)
    # so it is for reconcile: it finds, resends and marks by the id after the check
    environment.mysql_rows("DELETE FROM order_items WHERE order_id = '1'")
    sales.delete_one({"orderNumber": 4})
    lines = run(tmp_path, "reconcile.main --resend --mark-deleted --yes")
    sentence = "exit code 0: nothing is missing or different, 1 resent and right now, 1 deleted now of 3 documents"
    assert lines[-1] == sentence
    assert environment.mysql_rows("SELECT order_id FROM orders WHERE deleted_at IS NOT NULL") == [("4",)]
    run(tmp_path, "reconcile.main")
    services.stop_all()
