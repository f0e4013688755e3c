"""
API contract - every path answers what it should, to the last digit, and a bad question is refused by name

Sample orders and strange ones are put into MySQL; support/expected.py works out what the API must answer.

LIBRARIES:
    openapi-spec-validator: checks an openapi document against the standard
    schemathesis: generates questions from an openapi document, asks them and checks the answers
"""
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode
import pytest
from openapi_spec_validator import validate
from tests.support import environment, expected, rows, services

ORDERS = expected.read_orders(expected.good_samples() + expected.strange_documents())
# mongodb does not have this one any more
ORDERS[0]["deleted_at"] = "2026-01-08T00:00:00.000Z"
TIMES = {"read_at": rows.READ_AT_TEXT, "loaded_at": rows.LOADED_AT_TEXT}
CUSTOMERS = expected.list_customers(ORDERS)
PRODUCTS = expected.list_products(ORDERS)
PORT = services.free_port()

# the longest text, or the highest limit, of each parameter; a limit is 100 where a path begins with top-
MAXIMUM = {"limit": 500, "status": 32, "customer_id": 64, "before_order_id": 64, "after": 64, "category": 64}
# each report's model in /docs
MODELS = {
    "revenue-by-country": "CountryRevenue", "revenue-by-month": "MonthRevenue",
    "revenue-by-category": "CategoryRevenue", "orders-by-status": "StatusCount",
    "top-products": "TopProduct", "top-customers": "TopCustomer",
}
SPANS = [
    {"from_date": "2025-10-17", "to_date": "2025-10-17"}, {"from_date": "2025-02-01", "to_date": "2025-02-28"},
    {"from_date": "2025-06-01"}, {"to_date": "2025-06-01"}, {"to_date": "1000-01-01"}, {"from_date": "9999-12-31"},
    {"from_date": "2030-01-01", "to_date": "2040-01-01"},
]
# the first was seconds since 1970
BAD_DAYS = ["20260105", "2026", "", "x", "2026-1-5", "2026-02-30", "2026-01-05T00:00:00Z", "0999-12-31", "10000-01-01"]
BAD_DATES = [
    # without the check these were seconds since 1970
    "2026", "1767607200.5", "-1", "1e9",
    # a plus sign that is not percent-encoded arrives as a space
    "2026-01-05T10:00:00 14:00",
    "", "x", "2026-01-05", "2026-01-05T10:00:00", "2026-02-30T00:00:00Z", "2026-01-05T25:00:00Z", "nan", "9" * 5000,
    "0000-01-01T00:00:00Z", "1000-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999-14:00", "10000-01-01T00:00:00Z",
]
GOOD_DATES = [
    "2026-01-05T10:00:00Z", "2026-01-05T10:00:00.123456Z", "2026-01-05 10:00:00z",
    "1000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999+14:00",
]
NASTY_TEXTS = ["' OR '1'='1", "\\' OR 1=1 #", "') UNION SELECT 1,2 -- ", "%s", "%(x)s", "A\x00B", "\r\n", "\ufffd"]


@pytest.fixture(scope="module", autouse=True)
def api():
    services.new_shop()
    rows.put_rows(rows.rows_of(ORDERS))
    environment.orders.insert_one({"etl_status": "REJECTED", "etl_order_id": "bad", "etl_reason": "status is empty"})
    # the reports must follow when a test empties the tables
    services.start_api(PORT, REPORT_CACHE_SECONDS="0", UVICORN_LOG_LEVEL="critical")
    yield
    services.stop_all()


def ask(path, *text):
    return services.get(PORT, f"/api/{path}" + "".join(quote(part, safe="") for part in text))


def answer(path, **parameters):
    status, found = ask(f"{path}?{urlencode(parameters)}")
    assert status == 200, (path, parameters, found)
    return found


def assert_refused(path, parameters, *names):
    status, found = ask(f"{path}?{urlencode(parameters)}")
    assert status == 422, (path, parameters, found)
    assert [problem["loc"] for problem in found["detail"]] == [["query", name] for name in names], (parameters, found)


def read_pages(path, filters, **last):
    """Reads a list in pages of two; `last` says which field of a page's last entry is a parameter for the next page."""
    page = found = answer(path, limit=2, **filters)
    while len(page) == 2:
        page = answer(path, limit=2, **{name: page[-1][field] for name, field in last.items()}, **filters)
        found = found + page
        assert len(found) <= len(ORDERS), "the pages come to no end"
    return found


def orders_of(**filters):
    return [order | TIMES for order in expected.list_orders(ORDERS, **filters)]


def test_orders():
    assert answer("orders") == orders_of()[:50]
    statuses = [{"status": status} for status in {order["status"] for order in ORDERS}]
    customers = [{"customer_id": customer["customer_id"]} for customer in CUSTOMERS]
    for filters in statuses + customers:
        assert answer("orders", limit=500, **filters) == orders_of(**filters)
    assert answer("orders", status="DELETED") != [] == answer("orders", status="paid")
    for filters in ({}, {"status": "PAID"}, {"customer_id": "C-1001"}, {"status": "PAID", "customer_id": "C-1001"}):
        found = read_pages("orders", filters, before_created_at="created_at", before_order_id="order_id")
        assert found == orders_of(**filters)
    # the same moment in another time zone
    there = answer("orders", before_created_at="2025-10-17T18:00:09+09:00", before_order_id="~")
    assert there == answer("orders", before_created_at="2025-10-17T09:00:09.000Z", before_order_id="~") != []
    for order in ORDERS:
        # a path cannot carry the one id with a slash
        found = (200, order | TIMES) if "/" not in order["order_id"] else (404, {"detail": "Not Found"})
        assert ask("orders/", order["order_id"]) == found


def test_customers_and_products():
    assert answer("customers") == CUSTOMERS[:50] and answer("products") == PRODUCTS[:50]
    assert read_pages("customers", {}, after="customer_id") == CUSTOMERS
    assert read_pages("products", {}, after="product_id") == PRODUCTS
    for category in {product["category"] for product in PRODUCTS}:
        found = read_pages("products", {"category": category}, after="product_id")
        assert found == [product for product in PRODUCTS if product["category"] == category]
    for customer in CUSTOMERS:
        assert ask("customers/", customer["customer_id"]) == (200, customer)


def test_reports():
    for name, wanted in expected.reports(ORDERS).items():
        assert answer(f"reports/{name}") == (wanted[:10] if "top" in name else wanted)
        if "top" in name:
            assert answer(f"reports/{name}", limit=100) == wanted[:100]
    # a day, a month, an open end, and the days before the first order and behind the last
    for days in SPANS:
        for name, wanted in expected.reports(ORDERS, **days).items():
            assert answer(f"reports/{name}", **days) == (wanted[:10] if "top" in name else wanted), (name, days)
    # exact from the smallest price to the highest
    months = answer("reports/revenue-by-month")
    assert months[0]["revenue"] == "0.0003" and months[-1]["revenue"] == "9999999999999900.0000"


def operations():
    """Returns what /docs says of each path below /api/: {path with a real id: description}."""
    paths = services.get(PORT, "/openapi.json")[1]["paths"]
    return {
        path.removeprefix("/api/").format(order_id="SO-2025-00001", customer_id="C-1001"): methods["get"]
        for path, methods in paths.items() if path.startswith("/api/")
    }


def test_bad_parameters():
    for path, operation in operations().items():
        for name in ("Limit", "limit ", "query", "request", "order_id", "status[]", "\x00", ""):
            assert_refused(path, {name: 1}, name)
        for parameter in operation.get("parameters", []):
            name, schema = parameter["name"], parameter["schema"]
            if parameter["in"] == "query":
                maximum = 100 if name == "limit" and "/top-" in path else MAXIMUM.get(name)
                assert schema.get("maximum", schema.get("maxLength")) == maximum
                assert_refused(path, [(name, 1), (name, 1)], name)
    for value in BAD_DATES:
        assert_refused("orders", {"before_created_at": value, "before_order_id": "A1"}, "before_created_at")
    for value in GOOD_DATES:
        answer("orders", before_created_at=value, before_order_id="😀" * 64)
    assert_refused("orders", {"before_order_id": "A1"}, "before_created_at")
    assert_refused("orders", {"before_created_at": GOOD_DATES[0], "status": "PAID"}, "before_order_id")
    for value in BAD_DAYS:
        for name in ("from_date", "to_date"):
            assert_refused("reports/top-products", {name: value}, name)
    assert_refused("reports/revenue-by-month", {"from_date": "2026-01-02", "to_date": "2026-01-01"}, "to_date")
    bad = {"limit": 0, "status": "", "before_created_at": "x", "before_order_id": ""}
    assert_refused("orders", bad, *bad)


def test_nasty_texts():
    for text in NASTY_TEXTS:
        for path in ("orders?status=", "orders?customer_id=", "orders?status=PAID&customer_id=", "products?category="):
            assert ask(path, text) == (200, []), (path, text)
        customers = [customer for customer in CUSTOMERS if customer["customer_id"] > text]
        assert answer("customers", after=text, limit=500) == customers
    for text in ("A2", "a1 ", "A1\n\n", "É ", "100%25", "x" * 10_000, *NASTY_TEXTS):
        for thing in ("order", "customer"):
            assert ask(f"{thing}s/", text) == (404, {"detail": f"there is no {thing} {text}"})
    # bytes that are not utf-8
    for text in ("%ff", "%ed%a0%80"):
        assert ask("orders/nobody" + text)[0] == 404 and ask("orders?status=" + text) == (200, [])


def test_examples_in_docs():
    samples = expected.read_orders(expected.good_samples())
    answers = {MODELS[name]: found for name, found in expected.reports(samples).items()}
    answers |= {"Order": samples, "OrderLine": [line for order in samples for line in order["lines"]]}
    answers |= {"Customer": expected.list_customers(samples), "Product": expected.list_products(samples)}
    schemas = services.get(PORT, "/openapi.json")[1]["components"]["schemas"]
    for model, found in answers.items():
        # the examples of a model's fields, times left out, are together one answer on the sample orders
        fields = schemas[model]["properties"]
        example = {name: text["examples"][0] for name, text in fields.items() if name not in {*TIMES, "deleted_at"}}
        assert example in [expected.pick(row, *example) for row in found], (model, example)


def test_generated_questions():
    # 503 would be an error: an extractor and a loader will have been seen for a day
    tomorrow = datetime.now() + timedelta(days=1)
    environment.extractor_runs.insert_one({"collection": "orders", "seen_at": tomorrow, "interval_seconds": 10})
    environment.mysql_rows("INSERT INTO loaders_seen VALUES ('one', %s)", (tomorrow,))
    validate(services.get(PORT, "/openapi.json")[1])
    # one of before_created_at and before_order_id without the other is refused, which openapi has no words for
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{PORT}/openapi.json", "--no-color",
        "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--phases", "examples,coverage",
    ]
    with tempfile.TemporaryDirectory() as folder:
        # it keeps notes in the folder where it runs
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    assert int(re.search(r"(\d+) generated", result.stdout).group(1)) >= 300


def test_empty_database():
    environment.empty()
    nothing = {
        "problem": None, "warning": None, "waiting_orders": 0, "rejected_orders": 0, "extractor_seen_at": None,
        "batches_in_kafka": 0, "oldest_batch_seconds": 0, "loaders": 0, "loaded_orders": 0, "newest_loaded_at": None,
        "seconds_from_kafka_to_mysql": None,
    }
    # the status is a second old at most, and the count some seconds
    environment.wait_until(lambda: ask("pipeline/status")[1]["loaded_orders"] == 0)
    nothing["problem"] = ask("pipeline/status")[1]["problem"]
    assert nothing["problem"].startswith("New orders stay in MongoDB, for no extractor has been seen: is one running?")
    for path in operations():
        wanted = nothing if path == "pipeline/status" else []
        # on a busy machine a report takes a second, and is kept for 20 times as long
        environment.wait_until(lambda: ask(path) == (200, wanted) or "1" in path and ask(path)[0] == 404, 60)
