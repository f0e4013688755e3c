"""
API contract - every path answers what it should, to the last digit, and a bad question is refused by name

The code under test: query_api, all of it

FLOW:
    1 put the sample orders and some with strange ids, dates and prices into MySQL, the rejected ones into MongoDB
    2 compare the lists, their filters and their pages with what plain Python works out
    3 compare every single order and customer, and every report
    4 ask with bad, unknown and repeated parameters: 422 names each; with the last good ones: 200
    5 ask with SQL, line noise and wrong percent signs: nothing is found, and nothing is changed
    6 ask with other methods, for other paths, and on an empty database
    7 look at /openapi.json: it is valid, everything is described, and its examples are real
    8 schemathesis asks a thousand questions: every answer is as documented

LIBRARIES:
    urllib (comes with Python): quote() and urlencode() write any text so that it may stand in an address
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

DOCUMENTS = expected.read_documents() + expected.strange_documents()
SAMPLES = expected.read_orders(expected.read_documents())
ORDERS = expected.read_orders(DOCUMENTS)
REJECTED = [document for document in DOCUMENTS if not expected.is_valid(document)]
TIMES = {"read_at": rows.READ_AT_TEXT, "loaded_at": rows.LOADED_AT_TEXT}
CUSTOMERS = expected.list_customers(ORDERS)
PRODUCTS = expected.list_products(ORDERS)
PORT = services.free_port()
TABLES = ", ".join(environment.TABLES)

REPORTS = {
    "revenue-by-country": expected.revenue_by_country, "revenue-by-month": expected.revenue_by_month,
    "revenue-by-category": expected.revenue_by_category, "orders-by-status": expected.orders_by_status,
    "top-products": expected.top_products, "top-customers": expected.top_customers,
}
# each path with a limit, and the highest one
LIMITS = {
    "/api/orders": 500, "/api/customers": 500, "/api/products": 500, "/api/pipeline/rejected-orders": 500,
    "/api/pipeline/batches": 500, "/api/pipeline/rejected-messages": 500,
    "/api/reports/top-products": 100, "/api/reports/top-customers": 100,
}
BAD_LIMITS = ["0", "-1", "x", "1.5", "", " ", "1e2", "0x10", "nan", "null", "1;2", "\x00", "9" * 30, "9" * 5000]
# each text parameter, and how long it may be
TEXTS = [
    ("/api/orders", "status", 32), ("/api/orders", "customer_id", 64), ("/api/orders", "before_order_id", 64),
    ("/api/customers", "after", 64), ("/api/products", "after", 64), ("/api/products", "category", 64),
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
    print("1 put the sample orders and strange ones into MySQL, the rejected ones into MongoDB")
    services.new_shop()
    rows.put_rows(rows.rows_of(ORDERS))
    environment.orders.insert_many([
        dict(document, etl_status="REJECTED", etl_reason="bad", etl_at=datetime(2026, 1, 7)) for document in REJECTED
    ])
    # the reports must follow when a test empties the tables
    services.start_api(PORT, REPORT_CACHE_SECONDS="0", UVICORN_LOG_LEVEL="critical")
    yield
    services.stop_all()


def ask(path, **parameters):
    return services.get(PORT, f"{path}?{urlencode(parameters)}")


def answer(path, **parameters):
    status, found = ask(path, **parameters)
    assert status == 200, (path, parameters, found)
    return found


def orders_of(**filters):
    return [order | TIMES for order in expected.list_orders(ORDERS, **filters)]


def read_pages(path, limit, next_page, **filters):
    """Returns all pages as one list, each page asked for with what next_page() says of the last entry before it."""
    page = answer(path, limit=limit, **filters)
    found = page
    while len(page) == limit:
        page = answer(path, limit=limit, **next_page(page[-1]), **filters)
        found = found + page
        assert len(found) <= len(ORDERS), "the pages come to no end"
    return found


def behind_order(order):
    return {"before_created_at": order["created_at"], "before_order_id": order["order_id"]}


def test_lists():
    print("2 compare the lists, their filters and their pages")
    assert len(SAMPLES) == 288 and len(ORDERS) == 288 + len(expected.STRANGE_IDS) + 2
    assert answer("/api/orders") == orders_of()[:50] and answer("/api/orders", limit=500) == orders_of()
    assert answer("/api/customers") == CUSTOMERS[:50] and answer("/api/products") == PRODUCTS[:50]
    statuses = sorted({order["status"] for order in ORDERS})
    for status in statuses:
        assert answer("/api/orders", status=status, limit=500) == orders_of(status=status)
        for customer in CUSTOMERS:
            filters = {"status": status, "customer_id": customer["customer_id"]}
            assert answer("/api/orders", limit=500, **filters) == orders_of(**filters)
    for customer in CUSTOMERS:
        customer_id = customer["customer_id"]
        assert answer("/api/orders", customer_id=customer_id, limit=500) == orders_of(customer_id=customer_id)
    assert answer("/api/orders", status="paid") == answer("/api/orders", status="PAID ") == []
    for limit in (1, 7, 500):
        assert read_pages("/api/orders", limit, behind_order) == orders_of()
        both = {"status": "DELIVERED", "customer_id": "C-1001"}
        for filters in ({"status": "PAID"}, {"customer_id": "C-1001"}, both):
            assert read_pages("/api/orders", limit, behind_order, **filters) == orders_of(**filters)
        assert read_pages("/api/customers", limit, lambda last: {"after": last["customer_id"]}) == CUSTOMERS
        assert read_pages("/api/products", limit, lambda last: {"after": last["product_id"]}) == PRODUCTS
        for category in {product["category"] for product in PRODUCTS}:
            found = read_pages("/api/products", limit, lambda last: {"after": last["product_id"]}, category=category)
            assert found == [product for product in PRODUCTS if product["category"] == category]
    # the same moment in another time zone
    there = answer("/api/orders", before_created_at="2025-10-17T18:00:09+09:00", before_order_id="~")
    assert there == answer("/api/orders", before_created_at="2025-10-17T09:00:09.000Z", before_order_id="~") != []


def test_single_answers_and_reports():
    print("3 compare every single order and customer, and every report")
    for order in ORDERS:
        # a path cannot carry the one id with a slash
        expected_answer = (200, order | TIMES) if "/" not in order["order_id"] else (404, {"detail": "Not Found"})
        assert services.get(PORT, "/api/orders/" + quote(order["order_id"], safe="")) == expected_answer
    for customer in CUSTOMERS:
        assert services.get(PORT, "/api/customers/" + quote(customer["customer_id"], safe="")) == (200, customer)
    for text in ("A2", "a1 ", "A1  ", "A1\n\n", "\n", "E", "É ", "x" * 63, "100%25", "x" * 10_000, *NASTY_TEXTS):
        for thing in ("order", "customer"):
            status, found = services.get(PORT, f"/api/{thing}s/" + quote(text, safe=""))
            assert (status, found) == (404, {"detail": f"there is no {thing} {text}"})
    for name, report in REPORTS.items():
        assert answer(f"/api/reports/{name}", **({"limit": 100} if "top" in name else {})) == report(ORDERS)[:100]
        for limit in (1, 10, 99) if "top" in name else ():
            assert answer(f"/api/reports/{name}", limit=limit) == report(ORDERS)[:limit]
    months = answer("/api/reports/revenue-by-month")
    assert months[0]["revenue"] == "0.0003" and months[-1]["revenue"] == "9999999999999900.0000"
    countries = answer("/api/reports/revenue-by-country")
    assert sum(Decimal(row["revenue"]) for row in months) == sum(Decimal(row["revenue"]) for row in countries)
    found = answer("/api/pipeline/rejected-orders", limit=500)
    assert sorted(order["document_id"] for order in found) == sorted(str(document["_id"]) for document in REJECTED)
    known = {str(document["_id"]): document.get("order_id") for document in REJECTED}
    for order in found:
        order_id = known[order["document_id"]]
        assert order["order_id"] == (None if order_id is None else str(order_id))
        assert (order["reason"], order["rejected_at"]) == ("bad", "2026-01-07T00:00:00.000Z")
    status = answer("/api/pipeline/status")
    assert (status["waiting_orders"], status["rejected_orders"]) == (0, len(REJECTED))
    assert status["loaded_orders"] == len(ORDERS)


def assert_refused(path, parameters, *names):
    status, found = services.get(PORT, f"{path}?{urlencode(parameters)}")
    assert status == 422, (path, parameters, found)
    assert [problem["loc"] for problem in found["detail"]] == [["query", name] for name in names], (parameters, found)


def with_pair(name, value):
    """before_created_at and before_order_id go together, so one under test gets a good other one."""
    pair = {"before_created_at": GOOD_DATES[0], "before_order_id": "A1"}
    return pair | {name: value} if name in pair else {name: value}


def test_bad_parameters():
    print("4 ask with bad, unknown and repeated parameters")
    for path, highest in LIMITS.items():
        for value in BAD_LIMITS + [str(highest + 1)]:
            assert_refused(path, {"limit": value}, "limit")
        for value in (1, highest):
            answer(path, limit=value)
        for twice in ([("limit", 1), ("limit", 2)], [("limit", 1), ("limit", 1)]):
            assert_refused(path, twice, "limit")
    for path, name, longest in TEXTS:
        for value in ("x" * (longest + 1), "😀" * (longest + 1), "x" * 10_000) + (("",) if name != "after" else ()):
            assert_refused(path, with_pair(name, value), name)
        answer(path, **with_pair(name, "😀" * longest))
        assert_refused(path, [*with_pair(name, "A1").items(), (name, "B1")], name)
    for value in BAD_DATES:
        assert_refused("/api/orders", with_pair("before_created_at", value), "before_created_at")
    for value in GOOD_DATES:
        answer("/api/orders", **with_pair("before_created_at", value))
    for others in ({}, {"status": "PAID"}, {"limit": 1}):
        assert_refused("/api/orders", others | {"before_order_id": "A1"}, "before_created_at")
        assert_refused("/api/orders", others | {"before_created_at": GOOD_DATES[0]}, "before_order_id")
    bad = {"limit": 0, "status": "", "before_created_at": "x", "before_order_id": ""}
    assert_refused("/api/orders", bad, *bad)
    for path in paths("/api/"):
        for name in ("statuss", "Limit", "limit ", "offset", "query", "request", "order_id", "status[]", "\x00", ""):
            assert_refused(path, {name: 1}, name)
        assert_refused(path, {"statuss": 1, "Limit": 1}, "statuss", "Limit")


def test_nasty_texts():
    print("5 ask with SQL, line noise and wrong percent signs")
    before = environment.mysql_rows(f"CHECKSUM TABLE {TABLES}")
    for text in NASTY_TEXTS:
        assert answer("/api/orders", status=text) == answer("/api/orders", customer_id=text) == []
        assert answer("/api/orders", status=text, customer_id=text) == answer("/api/products", category=text) == []
        behind = [customer for customer in CUSTOMERS if customer["customer_id"] > text]
        assert answer("/api/customers", after=text, limit=500) == behind
    for text in BAD_ENCODINGS:
        for path in ("/api/orders/", "/api/customers/"):
            assert services.get(PORT, path + quote("no such ") + text)[0] == 404, text
        for path in ("/api/orders?status=", "/api/orders?limit=", "/api/orders?", "/api/products?category="):
            assert services.get(PORT, path + text)[0] in (200, 422), text
    assert environment.mysql_rows(f"CHECKSUM TABLE {TABLES}") == before


def operations():
    document = services.get(PORT, "/openapi.json")[1]
    return {path: methods["get"] for path, methods in document["paths"].items()}


def paths(beginning="/"):
    """Returns every path of the document, with a real id in it."""
    return [path.format(order_id="SO-2025-00001", customer_id="C-1001")
            for path in operations() if path.startswith(beginning)]


def test_methods_and_paths():
    print("6 ask with other methods and for other paths")
    for path in paths():
        assert services.get(PORT, path)[0] == 200, path
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert services.get(PORT, path, method) == (405, {"detail": "Method Not Allowed"})
    for path in NO_PATHS:
        assert services.get(PORT, path) == (404, {"detail": "Not Found"}), path


def real_row(schemas, name, found):
    """Fails unless the examples of a schema's fields, times left out, are together one of the answers."""
    fields = schemas[name]["properties"]
    example = {field: text["examples"][0] for field, text in fields.items() if field not in ("read_at", "loaded_at")}
    assert example in [{field: row[field] for field in example} for row in found], (name, example)


def test_documentation():
    print("7 look at /openapi.json")
    document = services.get(PORT, "/openapi.json")[1]
    validate(document)
    for path, operation in operations().items():
        assert operation["summary"] and operation["description"], path
        assert re.fullmatch("[a-z_]+", operation["operationId"]), path
        wanted = {"200"} | ({"422", "503"} if "/api/" in path else set()) | ({"404"} if "{" in path else set())
        assert wanted <= set(operation["responses"]), path
    schemas = document["components"]["schemas"]
    # the examples are of the sample orders alone
    real_row(schemas, "Order", SAMPLES)
    real_row(schemas, "Customer", expected.list_customers(SAMPLES))
    real_row(schemas, "Product", expected.list_products(SAMPLES))
    real_row(schemas, "OrderLine", [line for order in SAMPLES for line in order["lines"]])
    for name, report in zip(("CountryRevenue", "MonthRevenue", "CategoryRevenue", "StatusCount", "TopProduct",
                             "TopCustomer"), REPORTS.values()):
        real_row(schemas, name, report(SAMPLES))


def test_generated_questions():
    print("8 schemathesis asks a thousand questions")
    # one of before_created_at and before_order_id without the other is refused, which openapi has no words for
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{PORT}/openapi.json", "--no-color",
        "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--max-examples", "60", "--seed", "1",
        "--generation-database", "none",
    ]
    with tempfile.TemporaryDirectory() as folder:
        # it keeps notes in the folder where it runs
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    count = int(re.search(r"(\d+) generated", result.stdout).group(1))
    print(f"  {count} questions")
    assert result.returncode == 0, result.stdout
    assert count >= 1000


def test_empty_database():
    print("6 ask on an empty database")
    environment.empty()
    for path in paths("/api/"):
        found = services.get(PORT, path)
        if "/status" in path:
            assert found == (200, {"waiting_orders": 0, "rejected_orders": 0, "loaded_orders": 0,
                                   "newest_sent_at": None,
                                   "newest_loaded_at": None, "seconds_from_kafka_to_mysql": None})
        elif "1" in path:
            assert found[0] == 404, path
        else:
            assert found == (200, []), path
