"""
Whole rows - which rows MySQL must hold, worked out in plain python from the documents, and which it does hold

It uses nothing of the services, so the two can be held against each other. The accounts of a test end here too,
and extract() and load() run the real services, which take the documents there.

FLOW:
    1 of all versions of an order the newest one counts
    2 each order is one row, each of its items is one line
    3 read the tables whole, all columns but the dates that the loader sets
    4 run local/reconcile.py, as a person would, and look at every line that it prints
"""
from tests import own_shop, read_topic, run_service
from tests.test_reconcile import reconcile


def expected_rows(documents):
    """Takes good documents, of an order_id any number; returns (orders, lines) of the newest ones as MySQL must hold them."""
    newest = {}
    for document in documents:
        known = newest.get(document["order_id"])
        if known is None or document["updated_at"] >= known["updated_at"]:
            newest[document["order_id"]] = document
    orders = []
    lines = []
    for order_id, document in newest.items():
        orders.append((order_id, document["customer"]["customer_id"], document["status"], document["created_at"], document["updated_at"]))
        for number, item in enumerate(document["items"], start=1):
            lines.append((order_id, number, item["product_id"], item["quantity"], item["unit_price"].to_decimal()))
    return sorted(orders), sorted(lines)


def stored_rows():
    """Returns (orders, lines) as MySQL holds them, all columns but loaded_at."""
    orders = own_shop.mysql_rows("SELECT order_id, customer_id, status, created_at, updated_at FROM orders")
    lines = own_shop.mysql_rows("SELECT order_id, line_number, product_id, quantity, unit_price FROM order_items")
    return sorted(orders), sorted(lines)


def expected_names(documents):
    """Takes good documents, each customer and product under one name; returns (customers, products) without their dates."""
    customers = {tuple(document["customer"][field] for field in ("customer_id", "name", "email", "country")) for document in documents}
    products = {
        tuple(item[field] for field in ("product_id", "name", "category")) for document in documents for item in document["items"]
    }
    return sorted(customers), sorted(products)


def stored_names():
    """Returns (customers, products) as MySQL holds them, without their dates."""
    customers = own_shop.mysql_rows("SELECT customer_id, name, email, country FROM customers")
    products = own_shop.mysql_rows("SELECT product_id, name, category FROM products")
    return sorted(customers), sorted(products)


def extract(page_size=1500):
    """Runs the extract step once as a process of its own."""
    assert run_service.run("extractor.extract", EXTRACT_PAGE_SIZE=str(page_size)) == 0


def load():
    """Runs a loader until nothing is on the way."""
    loader = run_service.start("loader.worker")
    own_shop.wait_until(lambda: read_topic.messages_on_the_way() == 0)
    assert run_service.stop(loader) == 0


def assert_accounts(sent, rejected, orders, rejected_later=0, only_in_mysql=0):
    """Runs local/reconcile.py: nothing waits, nothing is on the way, missing or different, and these are the counts."""
    code, lines = reconcile()
    assert code == 0
    assert [line for line in lines if not line.startswith("    ")] == [
        f"{sent + rejected} documents in MongoDB: 0 waiting, {rejected} rejected, {sent} sent",
        f"{orders} orders in MySQL",
        "on the way (messages in Kafka that are not loaded yet): 0",
        "missing: 0", "different: 0", f"only in MySQL: {only_in_mysql}",
        f"rejected with an older good version in MySQL: {rejected_later}",
        "unknown etl_status: 0", "too large to be marked: 0",
    ]
