"""
Bad input to the query api - a wrong parameter is 422 and named, an unknown id is 404, and nothing is ever 500

The code under test: query_api.router, and every query_api module behind it

FLOW:
    1 take the sample orders from MongoDB to MySQL, start the api
    2 ask with limits that are none or too high: 422, and the answer names the parameter; with the last good ones: 200
    3 ask with texts that are too long or empty: 422; with the longest good ones: 200
    4 ask with dates that are none or too early: 422; with good ones of every kind: 200
    5 ask with one of before_created_at and before_order_id without the other: 422, and the missing one is named
    6 ask with four bad parameters at once: all four are named
    7 ask with parameters that a path does not have, and with one given twice: 422, and the answer names it
    8 ask with sql, line noise and 10,000 characters as text: nothing is found, and nothing is broken
    9 ask with percent signs that are written wrong: 404, or 422, or an empty list
    10 ask with other methods than GET: 405; and for paths that are none: 404

LIBRARIES:
    pydantic: the classes in router.py; Field(50, ge=1, le=500) is 50 where nothing is given, and 1 to 500 are allowed
    urllib (comes with Python): quote() and urlencode() write any text so that it may stand in an address
"""
from urllib.parse import quote, urlencode
from tests import oracle, own_shop

ORDERS = oracle.read_orders(oracle.sample_documents())
PORT = own_shop.free_port()

# each path with a limit, and the highest one
LIMITS = [
    ("/api/orders", 500), ("/api/customers", 500), ("/api/products", 500), ("/api/pipeline/rejected", 500),
    ("/api/reports/top-products", 100), ("/api/reports/top-customers", 100),
]
BAD_LIMITS = ["0", "-1", "x", "1.5", "", " ", "1e2", "0x10", "nan", "null", "1;2", "\x00", "9" * 30, "9" * 5000]

# each text parameter, and how long it may be; some may be empty
TEXTS = [
    ("/api/orders", "status", 32), ("/api/orders", "customer_id", 64), ("/api/orders", "order_id", 64),
    ("/api/orders", "before_order_id", 64), ("/api/customers", "after", 64), ("/api/products", "after", 64),
    ("/api/products", "category", 64),
]
MAY_BE_EMPTY = ["after"]

BAD_DATES = [
    # these were seconds since 1970, were they not refused
    "2026", "1767607200", "1767607200.5", "-1", "+1", "1e9", "0",
    "", " ", "x", "yesterday", "10:00", "2026-01-05", "2026-01-05T10:00:00", "2026-01-05 10:00:00.123",
    "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-05T25:00:00Z", "2026-01-05T10:00:00+25:00",
    # a plus sign that is not percent-encoded arrives as a space
    "2026-01-05T10:00:00 14:00",
    "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0999-12-31T23:59:59.999Z",
    "1000-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999-14:00", "10000-01-01T00:00:00Z", "-2026-01-05T10:00:00Z",
    "nan", "inf", "-inf", "1e400", "9" * 30, "9" * 5000, "2026-01-05T10:00:00Z\x00", "'; DROP TABLE orders; --",
]
GOOD_DATES = [
    "2026-01-05T10:00:00Z", "2026-01-05T10:00:00.123Z", "2026-01-05T10:00:00.123456Z", "2026-01-05T10:00:00+14:00",
    "2026-01-05T10:00:00-12:00", "2026-01-05 10:00:00z", "1000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z",
    "9999-12-31T23:59:59.999+14:00", "1000-01-01T00:00:00-14:00",
]

NASTY_TEXTS = [
    "' OR '1'='1", "' OR 1=1 -- ", "\" OR \"\"=\"", "'; DROP TABLE orders; --", "\\' OR 1=1 #", "') UNION SELECT 1,2,3,4,5,6 -- ",
    "1 OR SLEEP(9)", "%s", "%(x)s", "%", "_", "\x00", "A\x00B", "\x1a", "\r\n", "\u2028", "\ufffd", "\ufffe", "😀", "{}", "${jndi}", "*",
]
BAD_ENCODINGS = ["%", "%2", "%zz", "%ff", "%c3", "%ed%a0%80", "a%", "%u0041", "%f8%88%80%80%80", "%%%", "+", "&", "=", ";", "%0"]

PATHS = [
    "/", "/health/mysql", "/api/orders", "/api/orders/SO-2025-00001", "/api/customers", "/api/customers/C-1001", "/api/products",
    "/api/reports/revenue-by-country", "/api/reports/revenue-by-month", "/api/reports/revenue-by-category",
    "/api/reports/top-products", "/api/reports/top-customers", "/api/reports/orders-by-status",
    "/api/pipeline/loaded", "/api/pipeline/rejected",
]
NO_PATHS = ["/api", "/api/", "/api/order", "/api/products/STA-INK", "/api/reports", "/api/reports/none", "/health", "/health/mongo", "/.env", "/../.env"]


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print("1 take the sample orders from MongoDB to MySQL, start the api")
    own_shop.load_through_pipeline(oracle.sample_documents(), len(ORDERS))
    own_shop.start_api(PORT)


def teardown_module():
    """Runs once after them."""
    own_shop.stop_all()


def ask(path, **parameters):
    return own_shop.get(PORT, f"{path}?{urlencode(parameters)}")


def named_fields(answer):
    return [problem["loc"] for problem in answer["detail"]]


def with_pair(**parameters):
    """before_created_at and before_order_id go together, so one under test gets a good other one."""
    if "before_created_at" in parameters:
        parameters.setdefault("before_order_id", "A1")
    if "before_order_id" in parameters:
        parameters.setdefault("before_created_at", "9999-12-31T23:59:59.999Z")
    return parameters


def assert_refused(path, name, value):
    status, answer = ask(path, **with_pair(**{name: value}))
    assert status == 422, (path, name, value, status, answer)
    assert named_fields(answer) == [["query", name]], (path, name, value, answer)


def test_limits():
    print("2 ask with limits that are none or too high")
    for path, highest in LIMITS:
        for value in BAD_LIMITS + [str(highest + 1)]:
            assert_refused(path, "limit", value)
        for value in (1, highest):
            assert ask(path, limit=value)[0] == 200
        print(f"  {path}: limits 1 to {highest} are fine, {len(BAD_LIMITS) + 1} others are refused")
    print("  such as", ask("/api/orders", limit="1.5"))


def test_texts():
    print("3 ask with texts that are too long or empty")
    for path, name, longest in TEXTS:
        for value in ("x" * (longest + 1), "😀" * (longest + 1), "x" * 10_000):
            assert_refused(path, name, value)
        assert ask(path, **with_pair(**{name: "😀" * longest}))[0] == 200
        if name in MAY_BE_EMPTY:
            assert ask(path, **{name: ""}) == ask(path)
        else:
            assert_refused(path, name, "")
        print(f"  {path}: {name} has at most {longest} characters")


def test_dates():
    for value in BAD_DATES:
        assert_refused("/api/orders", "before_created_at", value)
    for value in GOOD_DATES:
        status, answer = ask("/api/orders", before_created_at=value, before_order_id="A1")
        assert status == 200, (value, answer)
    print(f"4 ask with dates: {len(BAD_DATES)} are refused, {len(GOOD_DATES)} are fine")


def test_one_of_the_pair_without_the_other():
    print("5 ask with one of the pair without the other")
    for given, value, missing in (("before_created_at", GOOD_DATES[0], "before_order_id"), ("before_order_id", "A1", "before_created_at")):
        for others in ({}, {"status": "PAID"}, {"order_id": "A1"}, {"limit": 1}):
            status, answer = ask("/api/orders", **{given: value}, **others)
            assert (status, named_fields(answer)) == (422, [["query", missing]])
        print(f"  {given} alone: {answer}")


def test_several_bad_parameters_are_all_named():
    status, answer = ask("/api/orders", limit=0, status="", before_created_at="x", before_order_id="")
    print("6 ask with four bad parameters at once:", *answer["detail"], sep="\n  ")
    assert status == 422
    assert named_fields(answer) == [["query", name] for name in ("limit", "status", "before_created_at", "before_order_id")]


def test_unknown_and_doubled_parameters():
    for path in PATHS:
        if path.startswith("/api/"):
            for name in ("statuss", "Limit", "limit ", "offset", "query", "asked", "request", "order_id[]", "\x00", "😀", ""):
                status, answer = own_shop.get(PORT, f"{path}?{urlencode({name: 1})}")
                assert (status, named_fields(answer)) == (422, [["query", name]]), (path, name, answer)
            assert named_fields(own_shop.get(PORT, f"{path}?statuss=1&Limit=1")[1]) == [["query", "statuss"], ["query", "Limit"]]
    for path, highest in LIMITS:
        for twice in ("limit=1&limit=2", "limit=1&limit=1", "limit=1&limit", "limit=1&%6Cimit=1"):
            status, answer = own_shop.get(PORT, f"{path}?{twice}")
            assert status == 422 and named_fields(answer) == [["query", "limit"]], (path, twice, answer)
    for path, name, longest in TEXTS:
        status, answer = own_shop.get(PORT, f"{path}?{urlencode(list(with_pair(**{name: 'A1'}).items()) + [(name, 'B1')])}")
        assert (status, named_fields(answer)) == (422, [["query", name]]), (path, name, answer)
    print("7 ask with parameters that a path does not have, and with one given twice, such as")
    print("  ?statuss=PAID:", *ask("/api/orders", statuss="PAID"))
    print("  ?status=PAID&status=SHIPPED:", *own_shop.get(PORT, "/api/orders?status=PAID&status=SHIPPED"))


def test_nasty_texts_find_nothing_and_break_nothing():
    before = own_shop.mysql_rows("CHECKSUM TABLE orders, order_items, customers, products, rejected_messages")
    customers = oracle.list_customers(ORDERS)
    products = oracle.list_products(ORDERS)
    for text in NASTY_TEXTS:
        for name in ("status", "customer_id", "order_id"):
            assert ask("/api/orders", **{name: text}) == (200, []), text
        assert ask("/api/orders", status=text, customer_id=text, order_id=text) == (200, []), text
        assert ask("/api/orders", status=text, customer_id=text) == (200, []), text
        assert ask("/api/orders", before_created_at="1000-01-01T00:00:00Z", before_order_id=text) == (200, []), text
        assert ask("/api/products", category=text) == (200, []), text
        assert ask("/api/customers", after=text) == (200, [one for one in customers if one["customer_id"] > text][:50]), text
        assert ask("/api/products", after=text) == (200, [one for one in products if one["product_id"] > text][:50]), text
    for text in NASTY_TEXTS + ["x" * 10_000, "😀" * 5_000, "/" * 100, "../../etc/passwd"]:
        for thing in ("order", "customer"):
            expected = 404, {"detail": f"there is no {thing} {text}"}
            assert own_shop.get(PORT, f"/api/{thing}s/" + quote(text, safe="")) == expected
    assert own_shop.mysql_rows("CHECKSUM TABLE orders, order_items, customers, products, rejected_messages") == before
    print(f"8 ask with sql and line noise: {len(NASTY_TEXTS)} nasty texts find nothing, and the tables are as before")


def test_bad_percent_encodings():
    for text in BAD_ENCODINGS:
        for path in ("/api/orders/", "/api/customers/"):
            assert own_shop.get(PORT, path + text)[0] == 404, text
        for path in ("/api/orders?order_id=", "/api/orders?limit=", "/api/orders?", "/api/customers?after=", "/api/products?category="):
            status, answer = own_shop.get(PORT, path + text)
            assert status in (200, 422), (path, text, answer)
    print(f"9 ask with percent signs: {len(BAD_ENCODINGS)} ways to write one wrong give 404, or 422, or an empty list")


def test_other_methods_and_paths():
    for path in PATHS:
        assert own_shop.get(PORT, path)[0] == 200, path
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            status, answer = own_shop.get(PORT, path, method)
            assert (status, answer) == (405, {"detail": "Method Not Allowed"}), (path, method)
    for path in NO_PATHS:
        assert own_shop.get(PORT, path) == (404, {"detail": "Not Found"}), path
    print(f"10 ask with other methods: {len(PATHS)} paths can be read and not written; {len(NO_PATHS)} others are none")


if __name__ == "__main__":
    setup_module()
    test_limits()
    test_texts()
    test_dates()
    test_one_of_the_pair_without_the_other()
    test_several_bad_parameters_are_all_named()
    test_unknown_and_doubled_parameters()
    test_nasty_texts_find_nothing_and_break_nothing()
    test_bad_percent_encodings()
    test_other_methods_and_paths()
