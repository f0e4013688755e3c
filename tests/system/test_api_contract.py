"""
API contract - every path answers what it should, to the last digit, and a bad question is refused by name

FLOW:
    sample orders and strange ones -> rows -> MySQL -> query_api -> compared with what support/expected.py works out

LIBRARIES:
    openapi-spec-validator: checks an openapi document against the standard
    schemathesis: generates questions from an openapi document, asks them and checks the answers
"""
import re
import subprocess
import sys
import tempfile
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote, urlencode
import pytest
from openapi_spec_validator import validate
from tests.support import environment, expected, rows, services

SAMPLES = expected.read_orders(expected.read_documents())
DOCUMENTS = expected.read_documents() + expected.strange_documents()
ORDERS = expected.read_orders(DOCUMENTS)
REJECTED = [document for document in DOCUMENTS if not expected.is_valid(document)]
TIMES = {"read_at": rows.READ_AT_TEXT, "loaded_at": rows.LOADED_AT_TEXT}
CUSTOMERS = expected.list_customers(ORDERS)
PRODUCTS = expected.list_products(ORDERS)
PORT = services.free_port()
CHECKSUMS = "CHECKSUM TABLE " + ", ".join(environment.TABLES)

# each report and its model
REPORTS = {
    "revenue-by-country": (expected.revenue_by_country, "CountryRevenue"),
    "revenue-by-month": (expected.revenue_by_month, "MonthRevenue"),
    "revenue-by-category": (expected.revenue_by_category, "CategoryRevenue"),
    "orders-by-status": (expected.orders_by_status, "StatusCount"),
    "top-products": (expected.top_products, "TopProduct"), "top-customers": (expected.top_customers, "TopCustomer"),
}
# each path with a limit, and the highest one
LIMITS = {
    "orders": 500, "customers": 500, "products": 500, "pipeline/rejected-orders": 500, "pipeline/batches": 500,
    "pipeline/rejected-messages": 500, "reports/top-products": 100, "reports/top-customers": 100,
}
BAD_LIMITS = ["0", "-1", "x", "1.5", "", " ", "1e2", "0x10", "nan", "null", "1;2", "\x00", "9" * 30, "9" * 5000]
# each text parameter, and how long it may be
TEXTS = [
    ("orders", "status", 32), ("orders", "customer_id", 64), ("orders", "before_order_id", 64),
    ("customers", "after", 64), ("products", "after", 64), ("products", "category", 64),
]
BAD_DATES = [
    # without the check these were seconds since 1970
    "2026", "1767607200", "1767607200.5", "-1", "+1", "1e9", "0",
    "", " ", "x", "10:00", "2026-01-05", "2026-01-05T10:00:00", "2026-01-05 10:00:00.123", "2026-13-01T00:00:00Z",
    "2026-02-30T00:00:00Z", "2026-01-05T25:00:00Z", "2026-01-05T10:00:00+25:00",
    # a plus sign that is not percent-encoded arrives as a space
    "2026-01-05T10:00:00 14:00",
    "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0999-12-31T23:59:59.999Z", "1000-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999-14:00", "10000-01-01T00:00:00Z", "-2026-01-05T10:00:00Z", "nan", "inf", "1e400",
    "9" * 5000, "2026-01-05T10:00:00Z\x00", "'; DROP TABLE orders; --",
]
GOOD_DATES = [
    "2026-01-05T10:00:00Z", "2026-01-05T10:00:00.123456Z", "2026-01-05T10:00:00+14:00", "2026-01-05 10:00:00z",
    "1000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999+14:00",
]
NASTY_TEXTS = [
    "' OR '1'='1", "' OR 1=1 -- ", "'; DROP TABLE orders; --x", "\\' OR 1=1 #", "') UNION SELECT 1,2,3 -- ",
    "1 OR SLEEP(9)", "%s", "%(x)s", "A\x00B", "\x1a", "\r\n", "\u2028", "\ufffd", "😀", "{}", "${jndi}", "*",
]
BAD_ENCODINGS = ["%", "%2", "%zz", "%ff", "%c3", "%ed%a0%80", "a%", "%u0041", "%f8%88%80%80%80", "%%%", "&", "=", "%0"]
NO_PATHS = ["/api", "/api/", "/api/order", "/api/products/STA-INK", "/api/reports", "/api/reports/none", "/health",
            "/api/pipeline/loaded", "/api/pipeline/rejected", "/.env", "/../.env", "/api/orders/A1/B"]


@pytest.fixture(scope="module", autouse=True)
def api():
    services.new_shop()
    rows.put_rows(rows.rows_of(ORDERS))
    marks = {"etl_status": "REJECTED", "etl_reason": "bad", "etl_at": datetime(2026, 1, 7)}
    environment.orders.insert_many([dict(document, **marks, etl_order_id=order_id(document)) for document in REJECTED])
    # the reports must follow when a test empties the tables
    services.start_api(PORT, REPORT_CACHE_SECONDS="0", UVICORN_LOG_LEVEL="critical")
    yield
    services.stop_all()


def order_id(document):
    return None if document.get("order_id") is None else str(document["order_id"])


def ask(path, *text):
    return services.get(PORT, f"/api/{path}" + "".join(quote(part, safe="") for part in text))


def answer(path, **parameters):
    status, found = ask(f"{path}?{urlencode(parameters)}")
    assert status == 200, (path, parameters, found)
    return found


def orders_of(**filters):
    return [order | TIMES for order in expected.list_orders(ORDERS, **filters)]


def assert_pages(path, wanted, next_page, **filters):
    """Reads a list in pages of several sizes; next_page() says of the last entry what to ask for the next one."""
    for limit in (1, 7, 500):
        page = found = answer(path, limit=limit, **filters)
        while len(page) == limit:
            page = answer(path, limit=limit, **next_page(page[-1]), **filters)
            found = found + page
            assert len(found) <= len(ORDERS), "the pages come to no end"
        assert found == wanted


def test_lists():
    assert len(SAMPLES) == 288 and len(ORDERS) == 288 + len(expected.STRANGE_IDS) + 2
    assert answer("orders") == orders_of()[:50]
    assert answer("customers") == CUSTOMERS[:50] and answer("products") == PRODUCTS[:50]
    statuses = [{"status": status} for status in {order["status"] for order in ORDERS}]
    customers = [{"customer_id": customer["customer_id"]} for customer in CUSTOMERS]
    for filters in statuses + customers + [status | customer for status in statuses for customer in customers]:
        assert answer("orders", limit=500, **filters) == orders_of(**filters)
    assert answer("orders", status="paid") == answer("orders", status="PAID ") == []
    both = {"status": "DELIVERED", "customer_id": "C-1001"}
    for filters in ({}, {"status": "PAID"}, {"customer_id": "C-1001"}, both):
        assert_pages("orders", orders_of(**filters), lambda last: {
            "before_created_at": last["created_at"], "before_order_id": last["order_id"]}, **filters)
    assert_pages("customers", CUSTOMERS, lambda last: {"after": last["customer_id"]})
    assert_pages("products", PRODUCTS, lambda last: {"after": last["product_id"]})
    for category in {product["category"] for product in PRODUCTS}:
        wanted = [product for product in PRODUCTS if product["category"] == category]
        assert_pages("products", wanted, lambda last: {"after": last["product_id"]}, category=category)
    # the same moment in another time zone
    there = answer("orders", before_created_at="2025-10-17T18:00:09+09:00", before_order_id="~")
    assert there == answer("orders", before_created_at="2025-10-17T09:00:09.000Z", before_order_id="~") != []


def test_single_answers():
    for order in ORDERS:
        # a path cannot carry the one id with a slash
        status, wanted = (200, order | TIMES) if "/" not in order["order_id"] else (404, {"detail": "Not Found"})
        found = ask("orders/", order["order_id"])
        assert (found[0], {field: found[1].get(field) for field in wanted}) == (status, wanted)
    for customer in CUSTOMERS:
        assert ask("customers/", customer["customer_id"]) == (200, customer)
    for text in ("A2", "a1 ", "A1  ", "A1\n\n", "\n", "E", "É ", "x" * 63, "100%25", "x" * 10_000, *NASTY_TEXTS):
        for thing in ("order", "customer"):
            assert ask(f"{thing}s/", text) == (404, {"detail": f"there is no {thing} {text}"})
    status = answer("pipeline/status")
    assert (status["waiting_orders"], status["rejected_orders"]) == (0, len(REJECTED))
    assert status["loaded_orders"] == len(ORDERS)
    found = answer("pipeline/rejected-orders", limit=500)
    assert sorted(found, key=lambda order: order["document_id"]) == sorted([
        {"document_id": str(document["_id"]), "order_id": order_id(document), "reason": "bad",
         "rejected_at": "2026-01-07T00:00:00.000Z"} for document in REJECTED
    ], key=lambda order: order["document_id"])


def test_reports():
    for name, (report, model) in REPORTS.items():
        assert answer(f"reports/{name}", **({"limit": 100} if "top" in name else {})) == report(ORDERS)[:100]
    for name in ("top-products", "top-customers"):
        for limit in (1, 10, 99):
            assert answer(f"reports/{name}", limit=limit) == REPORTS[name][0](ORDERS)[:limit]
    months, countries = answer("reports/revenue-by-month"), answer("reports/revenue-by-country")
    assert months[0]["revenue"] == "0.0003" and months[-1]["revenue"] == "9999999999999900.0000"
    assert sum(Decimal(row["revenue"]) for row in months) == sum(Decimal(row["revenue"]) for row in countries)


def assert_refused(path, parameters, *names):
    status, found = ask(f"{path}?{urlencode(parameters)}")
    assert status == 422, (path, parameters, found)
    assert [problem["loc"] for problem in found["detail"]] == [["query", name] for name in names], (parameters, found)


def with_pair(name, value):
    """before_created_at and before_order_id go together, so one under test gets a good other one."""
    pair = {"before_created_at": GOOD_DATES[0], "before_order_id": "A1"}
    return pair | {name: value} if name in pair else {name: value}


def test_bad_parameters():
    for path, highest in LIMITS.items():
        for value in BAD_LIMITS + [str(highest + 1)]:
            assert_refused(path, {"limit": value}, "limit")
        for value in (1, highest):
            answer(path, limit=value)
            assert_refused(path, [("limit", 1), ("limit", value)], "limit")
    for path, name, longest in TEXTS:
        for value in ("x" * (longest + 1), "😀" * (longest + 1), "x" * 10_000) + (("",) if name != "after" else ()):
            assert_refused(path, with_pair(name, value), name)
        answer(path, **with_pair(name, "😀" * longest))
        assert_refused(path, [*with_pair(name, "A1").items(), (name, "B1")], name)
    for value in BAD_DATES:
        assert_refused("orders", with_pair("before_created_at", value), "before_created_at")
    for value in GOOD_DATES:
        answer("orders", **with_pair("before_created_at", value))
    for others in ({}, {"status": "PAID"}, {"limit": 1}):
        assert_refused("orders", others | {"before_order_id": "A1"}, "before_created_at")
        assert_refused("orders", others | {"before_created_at": GOOD_DATES[0]}, "before_order_id")
    bad = {"limit": 0, "status": "", "before_created_at": "x", "before_order_id": ""}
    assert_refused("orders", bad, *bad)
    for path in paths():
        for name in ("statuss", "Limit", "limit ", "offset", "query", "request", "order_id", "status[]", "\x00", ""):
            assert_refused(path, {name: 1}, name)
        assert_refused(path, {"statuss": 1, "Limit": 1}, "statuss", "Limit")


def test_nasty_texts():
    before = environment.mysql_rows(CHECKSUMS)
    for text in NASTY_TEXTS:
        assert answer("orders", status=text) == answer("orders", customer_id=text) == []
        assert answer("orders", status=text, customer_id=text) == answer("products", category=text) == []
        behind = [customer for customer in CUSTOMERS if customer["customer_id"] > text]
        assert answer("customers", after=text, limit=500) == behind
    for text in BAD_ENCODINGS:
        for path in ("orders/", "customers/"):
            assert ask(path + quote("no such ") + text)[0] == 404, text
        for path in ("orders?status=", "orders?limit=", "orders?", "products?category="):
            assert ask(path + text)[0] in (200, 422), text
    assert environment.mysql_rows(CHECKSUMS) == before


def operations():
    document = services.get(PORT, "/openapi.json")[1]
    return {path: methods["get"] for path, methods in document["paths"].items()}


def paths():
    """Returns every path below /api/, with a real id in it."""
    real = [path.format(order_id="SO-2025-00001", customer_id="C-1001") for path in operations()]
    return [path.removeprefix("/api/") for path in real if path.startswith("/api/")]


def test_methods_and_paths():
    for path in ["/", "/health/mysql", "/health/mongo"] + [f"/api/{path}" for path in paths()]:
        assert services.get(PORT, path)[0] == 200, path
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert services.get(PORT, path, method) == (405, {"detail": "Method Not Allowed"})
    for path in NO_PATHS:
        assert services.get(PORT, path) == (404, {"detail": "Not Found"}), path


def test_documentation():
    document = services.get(PORT, "/openapi.json")[1]
    validate(document)
    for path, operation in operations().items():
        assert operation["summary"] and operation["description"], path
        assert re.fullmatch("[a-z_]+", operation["operationId"]), path
        wanted = {"200"} | ({"422", "503"} if "/api/" in path else set()) | ({"404"} if "{" in path else set())
        assert wanted <= set(operation["responses"]), path
    # the examples of a model's fields, times left out, are together one answer on the sample orders alone
    answers = {model: report(SAMPLES) for report, model in REPORTS.values()}
    answers |= {"Order": SAMPLES, "OrderLine": [line for order in SAMPLES for line in order["lines"]]}
    answers |= {"Customer": expected.list_customers(SAMPLES), "Product": expected.list_products(SAMPLES)}
    for model, found in answers.items():
        fields = document["components"]["schemas"][model]["properties"]
        example = {name: text["examples"][0] for name, text in fields.items() if name not in TIMES}
        assert example in [expected.pick(row, *example) for row in found], (model, example)


def test_generated_questions():
    # one of before_created_at and before_order_id without the other is refused, which openapi has no words for
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{PORT}/openapi.json", "--no-color",
        "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--max-examples", "60", "--seed", "1",
        "--generation-database", "none",
    ]
    with tempfile.TemporaryDirectory() as folder:
        # it keeps notes in the folder where it runs
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    assert int(re.search(r"(\d+) generated", result.stdout).group(1)) >= 1000


def test_empty_database():
    environment.empty()
    nothing = {"waiting_orders": 0, "rejected_orders": 0, "loaded_orders": 0, "newest_sent_at": None,
               "newest_loaded_at": None, "seconds_from_kafka_to_mysql": None}
    for path in paths():
        status, found = ask(path)
        if "1" in path:
            assert status == 404, path
        else:
            assert (status, found) == (200, nothing if path == "pipeline/status" else []), path
