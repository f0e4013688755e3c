"""
Another shape - a shop whose documents look different changes the paths in extractor/order_fields.py, and nothing else
"""
import os
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


def copy_services(folder):
    """Copies the services and changes the paths in order_fields.py; fails where one is not there once."""
    for service in ("extractor", "loader", "reconcile"):
        shutil.copytree(environment.ROOT / service, folder / service)
    file = folder / "extractor" / "order_fields.py"
    text = file.read_text(encoding="utf-8")
    for usual, path in PATHS.items():
        assert text.count(usual) == 1, usual
        text = text.replace(usual, usual.rsplit('"', 2)[0] + f'"{path}"')
    file.write_text(text, encoding="utf-8")


def run(folder, command, exit_code=0):
    """Runs a command of the copy and returns the lines that it printed, but for the addresses."""
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=folder, capture_output=True, text=True,
                          env=dict(os.environ, MONGO_COLLECTION="sales"))
    print(f"python -m {command}", done.stdout, done.stderr, sep="\n")
    assert done.returncode == exit_code
    return [line for line in done.stdout.splitlines() if not line.startswith(("mongodb ", "kafka ", "mysql "))]


def extract_and_load(folder, numbers):
    """Puts what is new through the copy; so many sales must be in MySQL then."""
    run(folder, "extractor.extract")
    loader = subprocess.Popen([sys.executable, "-m", "loader.worker"], cwd=folder)
    services.running.append(loader)
    topic.wait_until_loaded()
    assert services.stop(loader) == 0
    verify.verify_rows([usual_order(number) for number in numbers])


def test_another_shape(tmp_path):
    services.new_shop()
    sales = environment.orders.database["sales"]
    sales.drop()
    sales.insert_many([sale(1), sale(2), sale(3, mail=None, count=0, more=[7])])
    copy_services(tmp_path)
    lines = run(tmp_path, "extractor.preview")
    assert lines[:2] == ["2 orders would be sent, 1 would be rejected", f"1 x {REASON} (such as order 'S3')"]
    assert "no table has the field state.history[]: 3 orders have it" in lines
    assert "no table has the field basket.positions[].price.tax: 3 orders have it" in lines
    extract_and_load(tmp_path, [1, 2])
    rejected = sales.find_one({"etl_status": "REJECTED"})
    assert (rejected["etl_reason"], rejected["etl_order_id"]) == (REASON, "S3")

    environment.mysql_rows("DELETE FROM order_items WHERE order_id = 'S1'")
    environment.mysql_rows("UPDATE customers SET country = 'nowhere' WHERE customer_id = 'B2'")
    lines = run(tmp_path, "reconcile.main --resend", exit_code=1)
    assert {"different: 1", "customers different: 1", "SENT: 2 documents in MongoDB"} < set(lines)
    sales.replace_one({"_id": rejected["_id"]}, sale(3))
    lines = run(tmp_path, "extractor.resend S1 nowhere")
    assert lines == ["S1: 1 orders are new again", "nowhere: 0 orders are new again"]
    assert run(tmp_path, "extractor.resend --from 2026-01-02 --to 2026-01-02") == ["1 orders are new again"]
    extract_and_load(tmp_path, [1, 2, 3])
    run(tmp_path, "reconcile.main")
