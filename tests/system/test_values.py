"""
Values - odd values in every field, put into MongoDB and looked for at the other end

FLOW:
    1 insert orders in MongoDB, each the same good one with one field changed: one for every line of the tables below
    2 run the real extractor and the real loader over all of them at once
    3 look what became of each: it stands in MySQL, or in MongoDB with the exact reason; the first of a field is printed
    4 compare the rows of all four tables: every column is the exact one, and there is no row more
    5 reconcile compares all of it too
    6 run the extractor once more: nothing is new, nothing was left out

LIBRARIES:
    bson (comes with pymongo): the types that MongoDB stores; encode() makes the bytes of a document, and
    RawBSONDocument carries bytes to MongoDB as they are, so that they may hold what no Python text can hold
    decimal (comes with Python): exact decimal numbers, as MySQL's DECIMAL gives them
"""
import json
import math
from datetime import datetime
from decimal import Decimal
from bson import DBRef, DatetimeMS, Decimal128, Int64, MaxKey, ObjectId, Timestamp, encode
from bson.code import Code
from bson.raw_bson import RawBSONDocument
from bson.regex import Regex
from tests.support import environment, services, topic, verify

CREATED = datetime(2026, 1, 5, 10, 0, 0, 123000)
UPDATED = datetime(2026, 1, 6)
# an item and the line that it becomes
ITEM = {"product_id": "P", "name": "Tea", "category": "Kitchen", "quantity": 1, "unit_price": Decimal128("0.5")}
LINE = ("P", "Tea", "Kitchen", 1, Decimal("0.5000"))
MISSING = object()

# what stands in a value below, and the bytes that are put in its place: none of them is valid utf-8
BAD_BYTES = {
    b"NOT-UTF8": b"NOT\xffUTF8",
    b"CUT-OFF!": b"cut \xf0\x9f\x98 ",
    b"HALF-ONE": b"half\xed\xa0\x80 ",
    b"OVERLONG": b"long\xc0\x80\xc0\x80",
}
# a type that python cannot write: an old kind of text
AS_SYMBOL = (b"\x02status\x00", b"\x0estatus\x00")

MEGABYTE = 1024 * 1024
ALMOST_16 = int(15.9 * MEGABYTE)
EMOJI_ITEM = dict(ITEM, name="😀" * 200, category="😀" * 64)
# so many of them that the document has almost 16 megabytes
EMOJI_ITEMS = [EMOJI_ITEM] * (ALMOST_16 // (len(encode(EMOJI_ITEM)) + 7))

NOTED_ITEMS = [dict(ITEM, note="x" * 16_000)] * (ALMOST_16 // 16_140)

NO_UTF8 = "is not valid UTF-8"
# what follows the word customer where there is no object of that name
NO_CUSTOMER = ".customer_id must be text but is missing; customer.name must be text but is missing; " \
    "customer.email must be text but is missing; customer.country must be text but is missing"


def good_order(number):
    return {
        "case": number,
        "order_id": f"V{number}",
        "status": "PAID",
        "created_at": CREATED,
        "updated_at": UPDATED,
        "customer": {
            "customer_id": f"C{number}", "name": f"Zoë {number}", "email": "zoe@example.com", "country": "Ireland",
        },
        "items": [{
            "product_id": f"P{number}", "name": f"Tea {number}", "category": "Kitchen", "quantity": 2,
            "unit_price": Decimal128("9.90"),
        }],
    }


# the field that is changed, its value, and the whole reason
REJECTED = [
    ("unit_price", Decimal128("1.000000000000000000000000000000001"),
     "is 1.000000000000000000000000000000001, at most 4 decimals are allowed"),
    ("unit_price", Decimal128("9999999999999999999999999999999999"),
     "is 9999999999999999999999999999999999, 0 to 9999999999.9999 is allowed"),
    ("unit_price", Decimal128("9999999999.999900000000000000000001"),
     "is 9999999999.999900000000000000000001, 0 to 9999999999.9999 is allowed"),
    ("unit_price", Decimal128("10000000000"), "is 10000000000, 0 to 9999999999.9999 is allowed"),
    ("unit_price", Decimal128("NaN"), "is NaN, a finite number is needed"),
    ("unit_price", Decimal128("-NaN"), "is NaN, a finite number is needed"),
    ("unit_price", Decimal128("sNaN"), "is NaN, a finite number is needed"),
    ("unit_price", Decimal128("Infinity"), "is Infinity, a finite number is needed"),
    ("unit_price", Decimal128("-Infinity"), "is -Infinity, a finite number is needed"),
    ("unit_price", Decimal128("1E+6111"), "is 1E+6111, 0 to 9999999999.9999 is allowed"),
    ("unit_price", Decimal128("9.999999999999999999999999999999999E+6144"),
     "is 9.999999999999999999999999999999999E+6144, 0 to 9999999999.9999 is allowed"),
    ("unit_price", Decimal128("1E-6176"), "is 1E-6176, at most 4 decimals are allowed"),
    ("unit_price", Decimal128("-1E-6176"), "is -1E-6176, 0 to 9999999999.9999 is allowed"),
    ("unit_price", Decimal128("-0.0001"), "is -0.0001, 0 to 9999999999.9999 is allowed"),
    ("unit_price", Decimal128("9.80001"), "is 9.80001, at most 4 decimals are allowed"),
    ("unit_price", 9.80001, "is 9.80001, at most 4 decimals are allowed"),
    ("unit_price", 1 / 3, "is 0.3333333333333333, at most 4 decimals are allowed"),
    ("unit_price", -0.01, "is -0.01, 0 to 9999999999.9999 is allowed"),
    ("unit_price", 1.7976931348623157e308, "is 1.7976931348623157e+308, 0 to 9999999999.9999 is allowed"),
    ("unit_price", math.nan, "is nan, a finite number is needed"),
    ("unit_price", -math.inf, "is -inf, a finite number is needed"),
    ("unit_price", Int64(2**63 - 1), "is 9223372036854775807, 0 to 9999999999.9999 is allowed"),
    ("unit_price", -1, "is -1, 0 to 9999999999.9999 is allowed"),
    ("unit_price", True, "must be a number but is of type bool"),
    ("unit_price", "9.90", "must be a number but is of type str"),
    ("unit_price", None, "must be a number but is missing"),
    ("unit_price", MISSING, "must be a number but is missing"),
    ("unit_price", [9], "must be a number but is of type list"),
    ("quantity", 0, "is 0, 1 to 1000000 is allowed"),
    ("quantity", -1, "is -1, 1 to 1000000 is allowed"),
    ("quantity", 1_000_001, "is 1000001, 1 to 1000000 is allowed"),
    ("quantity", 2**31, "is 2147483648, 1 to 1000000 is allowed"),
    ("quantity", 2**63 - 1, "is 9223372036854775807, 1 to 1000000 is allowed"),
    ("quantity", -2**63, "is -9223372036854775808, 1 to 1000000 is allowed"),
    ("quantity", 1.0, "must be an integer but is of type float"),
    ("quantity", math.nan, "must be an integer but is of type float"),
    ("quantity", Decimal128("3"), "must be an integer but is of type Decimal128"),
    ("quantity", True, "must be an integer but is of type bool"),
    ("quantity", "3", "must be an integer but is of type str"),
    ("quantity", None, "must be an integer but is missing"),
    ("quantity", MISSING, "must be an integer but is missing"),
    ("created_at", "2026-01-05T10:00:00Z", "must be a date but is of type str"),
    ("created_at", datetime(1, 1, 1), "is in the year 1, the years 1000 to 9999 are allowed"),
    ("created_at", datetime(999, 12, 31, 23, 59, 59, 999000), "is in the year 999, the years 1000 to 9999 are allowed"),
    ("created_at", DatetimeMS(253402300800000), "is outside the years 1000 to 9999 (253402300800000 ms since 1970)"),
    ("created_at", DatetimeMS(2**63 - 1), "is outside the years 1000 to 9999 (9223372036854775807 ms since 1970)"),
    ("created_at", Timestamp(1767607200, 1), "must be a date but is of type Timestamp"),
    ("created_at", None, "must be a date but is missing"),
    ("updated_at", "2026-01-05T10:00:00Z", "must be a date but is of type str"),
    ("updated_at", "NOT-UTF8", "must be a date but is of type str"),
    ("updated_at", datetime(1, 1, 1), "is in the year 1, the years 1000 to 9999 are allowed"),
    ("updated_at", DatetimeMS(253402300800000), "is outside the years 1000 to 9999 (253402300800000 ms since 1970)"),
    ("updated_at", DatetimeMS(-2**63), "is outside the years 1000 to 9999 (-9223372036854775808 ms since 1970)"),
    ("updated_at", 1767607200000, "must be a date but is of type Int64"),
    ("updated_at", [UPDATED], "must be a date but is of type list"),
    ("updated_at", [], "must be a date but is of type list"),
    ("updated_at", {"date": UPDATED}, "must be a date but is of type dict"),
    ("updated_at", None, "must be a date but is missing"),
    ("updated_at", MISSING, "must be a date but is missing"),
    ("order_id", "x" * 65, "has 65 characters, at most 64 are allowed"),
    ("order_id", "", "is empty"),
    ("order_id", "NOT-UTF8", NO_UTF8),
    ("order_id", "HALF-ONE", NO_UTF8),
    ("order_id", "OVERLONG", NO_UTF8),
    ("order_id", "\ufffd", NO_UTF8),
    ("status", "x" * 33, "has 33 characters, at most 32 are allowed"),
    ("status", "NOT-UTF8", NO_UTF8),
    ("customer.name", "n" * 201, "has 201 characters, at most 200 are allowed"),
    ("customer.name", "😀" * 201, "has 201 characters, at most 200 are allowed"),
    ("customer.name", "NOT-UTF8", NO_UTF8),
    ("customer.name", "CUT-OFF!", NO_UTF8),
    ("customer.name", ["Zoë"], "must be text but is of type list"),
    ("customer.customer_id", "NOT-UTF8", NO_UTF8),
    ("customer.email", "NOT-UTF8@example.com", NO_UTF8),
    ("customer.email", "nobody", "has no @"),
    ("customer.country", "NOT-UTF8", NO_UTF8),
    ("customer.country", None, "must be text but is missing"),
    ("items", MISSING, "must be a list but is missing"),
    ("items", None, "must be a list but is missing"),
    ("items", [], "is empty, at least one item is needed"),
    ("items", {"0": ITEM}, "must be a list but is of type dict"),
    ("items", [ITEM, None, ITEM], "item 2 must be an object but is missing"),
    ("items", [ITEM, ITEM, 3], "item 3 must be an object but is of type int"),
    ("items", [[ITEM]], "item 1 must be an object but is of type list"),
    ("items", [ITEM] * 10_000, "the order is too large for a message: {} bytes, 900000 are allowed"),
    ("items", EMOJI_ITEMS, "the order is too large for a message: {} bytes, 900000 are allowed"),
    ("product_id", "NOT-UTF8", NO_UTF8),
    ("product_id", 5, "must be text but is of type int"),
    ("name", "NOT-UTF8", NO_UTF8),
    ("name", "n" * 201, "has 201 characters, at most 200 are allowed"),
    ("category", "NOT-UTF8", NO_UTF8),
    ("category", "", "is empty"),
    # what is no text, in the field that an order is known by
    ("order_id", MISSING, "must be text but is missing"),
    ("order_id", None, "must be text but is missing"),
    ("order_id", 7, "must be text but is of type int"),
    ("order_id", Int64(2**63 - 1), "must be text but is of type Int64"),
    ("order_id", math.nan, "must be text but is of type float"),
    ("order_id", True, "must be text but is of type bool"),
    ("order_id", Decimal128("1"), "must be text but is of type Decimal128"),
    ("order_id", ["A1"], "must be text but is of type list"),
    ("order_id", [], "must be text but is of type list"),
    ("order_id", {"$gt": ""}, "must be text but is of type dict"),
    ("order_id", Regex("A1"), "must be text but is of type Regex"),
    ("order_id", ObjectId("0" * 24), "must be text but is of type ObjectId"),
    ("order_id", b"A1", "must be text but is of type bytes"),
    ("order_id", CREATED, "must be text but is of type datetime"),
    ("order_id", Code("A1"), "must be text but is of type Code"),
    ("order_id", MaxKey(), "must be text but is of type MaxKey"),
    ("order_id", "A\ufffd", NO_UTF8),
    ("status", MISSING, "must be text but is missing"),
    ("status", "", "is empty"),
    ("created_at", MISSING, "must be a date but is missing"),
    ("created_at", 1767607200000, "must be a date but is of type Int64"),
    ("customer", MISSING, NO_CUSTOMER),
    ("customer", "Zoë", NO_CUSTOMER),
    ("customer", [], NO_CUSTOMER),
    ("customer", [{"customer_id": "C1"}], NO_CUSTOMER),
    ("customer", DBRef("customers", "C1"), NO_CUSTOMER),
    ("customer.customer_id", "x" * 65, "has 65 characters, at most 64 are allowed"),
    ("customer.customer_id", 12, "must be text but is of type int"),
    ("customer.name", MISSING, "must be text but is missing"),
    ("customer.email", "@b", "has 2 characters, at least 3 are needed"),
    ("customer.email", "a@" + "b" * 253, "has 255 characters, at most 254 are allowed"),
    ("customer.country", "", "is empty"),
    ("customer.country", "c" * 65, "has 65 characters, at most 64 are allowed"),
    ("product_id", "", "is empty"),
    ("category", "c" * 65, "has 65 characters, at most 64 are allowed"),
    ("unit_price", Decimal128("0.00001"), "is 0.00001, at most 4 decimals are allowed"),
    ("unit_price", math.inf, "is inf, a finite number is needed"),
    ("unit_price", 0.00001, "is 1e-05, at most 4 decimals are allowed"),
    # all that is wrong is named, up to 1,000 characters of it
    ("items", [{}], "item 1: product_id must be text but is missing; item 1: name must be text but is missing; "
     "item 1: category must be text but is missing; item 1: quantity must be an integer but is missing; "
     "item 1: unit_price must be a number but is missing"),
    ("items", [dict(ITEM, quantity=0, unit_price=True), 7],
     "item 1: quantity is 0, 1 to 1000000 is allowed; item 1: unit_price must be a number but is of type bool; "
     "item 2 must be an object but is of type int"),
    ("items", [None] * 99,
     "; ".join(f"item {number} must be an object but is missing" for number in range(1, 100))[:1000]),
]

ODD_TEXTS = [
    "O'Brien", '"quoted"', "100% %s %d %(name)s", "back\\slash \\' \\n", "nul \x00 inside",
    "😀👩‍👩‍👧", "مرحبا بالعالم", "\u202eright to left", "line\r\nbreak\ttab", "'); DROP TABLE orders; --",
    "' OR '1'='1", "{order_id} ${HOME} `id`", "\ufeff", "\uffff", "n" * 200, "😀" * 200,
]
ODD_IDS = [
    "A1", "a1", "Ａ1", "Á1", "A\u03011", "A1 ", " A1", " ", "A1\x00", "ß", "ss", "😀" * 64, "null", "NaN",
    "%s", "'; --",
]

# the field that is changed, its value, and what stands in mysql
LOADED = [
    ("unit_price", Decimal128("1.500000000000000000000000000000000"), Decimal("1.5")),
    ("unit_price", Decimal128("9999999999.9999"), Decimal("9999999999.9999")),
    ("unit_price", Decimal128("0.0001"), Decimal("0.0001")),
    ("unit_price", Decimal128("-0"), Decimal("0")),
    ("unit_price", Decimal128("-0E-6176"), Decimal("0")),
    ("unit_price", Decimal128("0E+6111"), Decimal("0")),
    ("unit_price", Decimal128("5E+1"), Decimal("50")),
    ("unit_price", -0.0, Decimal("0")),
    ("unit_price", 9.800000000000002, Decimal("9.8")),
    ("unit_price", 4.8999999999999995, Decimal("4.9")),
    ("unit_price", 0.1 + 0.2, Decimal("0.3")),
    ("unit_price", 5e-324, Decimal("0")),
    ("unit_price", 9999999999.9999, Decimal("9999999999.9999")),
    ("unit_price", 0, Decimal("0")),
    ("unit_price", Int64(9_999_999_999), Decimal("9999999999")),
    ("quantity", 1_000_000, 1_000_000),
    ("quantity", Int64(3), 3),
    ("created_at", datetime(1000, 1, 1), datetime(1000, 1, 1)),
    ("created_at", datetime(9999, 12, 31, 23, 59, 59, 999000), datetime(9999, 12, 31, 23, 59, 59, 999000)),
    ("created_at", DatetimeMS(-1), datetime(1969, 12, 31, 23, 59, 59, 999000)),
    ("updated_at", datetime(1000, 1, 1), datetime(1000, 1, 1)),
    ("updated_at", datetime(9999, 12, 31, 23, 59, 59, 999000), datetime(9999, 12, 31, 23, 59, 59, 999000)),
    ("status", "refunded, in part", "refunded, in part"),
    ("status", "x" * 32, "x" * 32),
    ("order_id", "x" * 64, "x" * 64),
    ("customer.email", "a@b", "a@b"),
    ("unit_price", Decimal128("9.9"), Decimal("9.9")),
    ("unit_price", 9.800000000000001, Decimal("9.8")),
    ("unit_price", Int64(12), Decimal("12")),
    ("status as the old type symbol", "PAID", None),
    ("items", [ITEM, dict(ITEM, quantity=2), ITEM], [LINE, ("P", "Tea", "Kitchen", 2, Decimal("0.5")), LINE]),
    ("items", [ITEM] * 9_000, [LINE] * 9_000),
    ("items", NOTED_ITEMS, [LINE] * len(NOTED_ITEMS)),
    ("note", "x" * (ALMOST_16 - 500), None),
    ("note", "NOT-UTF8", None),
    ("note", DatetimeMS(-2**63), None),
    ("NOT-UTF8", "in the name of a field", None),
    ("customer.NOT-UTF8", "in the name of a field", None),
    ("a.b", "a dot in the name of a field", None),
    ("$set", {"status": "a dollar in the name of a field"}, None),
    ("", "a field without a name", None),
    ("_id", "NOT\ufffdUTF8", None),
    ("_id", {"b": Int64(1), "a": [1, None]}, None),
    ("_id", {}, None),
    ("_id", DatetimeMS(2**63 - 1), None),
    ("_id", Int64(2**63 - 1), None),
    ("_id", math.nan, None),
    ("_id", b"\x00\xff", None),
    ("_id", None, None),
    ("_id", True, None),
    ("_id", "x\x00y", None),
    ("_id", "", None),
    ("_id", DBRef("orders", 1), None),
    ("_id", MaxKey(), None),
]
for text in ODD_TEXTS:
    LOADED += [("customer.name", text, text), ("name", text, text)]
for text in ODD_IDS:
    LOADED += [("order_id", text, text), ("customer.customer_id", text, text), ("product_id", text, text)]
for text in ("Kitchen é", "'); DROP TABLE orders; --"):
    LOADED += [("category", text, text), ("customer.country", text, text), ("customer.email", text + "@", text + "@")]

# an _id that is not utf-8 itself cannot be asked for: such an order stays new, and stops nothing behind it
STAY_NEW = [("_id", "NOT-UTF8"), ("_id", {"NOT-UTF8": "HALF-ONE"})]

CASES = [(field, value, "REJECTED", reason) for field, value, reason in REJECTED]
CASES += [(field, value, None, None) for field, value in STAY_NEW]
CASES += [(field, value, "SENT", stored) for field, value, stored in LOADED]
ITEM_FIELDS = ("product_id", "name", "category", "quantity", "unit_price")
COLUMNS = (
    "order_id", "status", "created_at", "updated_at",
    "customer.customer_id", "customer.name", "customer.email", "customer.country", "items",
)


def document_of(number, field, value):
    """Returns the good order with this field changed, as the bytes that go to MongoDB."""
    document = good_order(number)
    holder, name = document, field
    if field.startswith("customer."):
        holder, name = document["customer"], field.removeprefix("customer.")
    if field in ITEM_FIELDS:
        holder = document["items"][0]
    holder[name] = value
    if value is MISSING:
        del holder[name]
    raw = encode(document)
    if field == "status as the old type symbol":
        raw = raw.replace(*AS_SYMBOL)
    for text, bad_bytes in BAD_BYTES.items():
        raw = raw.replace(text, bad_bytes)
    return RawBSONDocument(raw)


def bytes_of_message(number, items):
    """Returns how many bytes a message with this one order has: all of it but the prices is plain JSON."""
    item = json.dumps(dict(items[0], unit_price="0.5000"), ensure_ascii=False)
    order = {
        "order_id": f"V{number}", "status": "PAID",
        "created_at": "2026-01-05 10:00:00.123", "updated_at": "2026-01-06 00:00:00.000",
        "customer_id": f"C{number}", "customer_name": f"Zoë {number}", "customer_email": "zoe@example.com",
        "customer_country": "Ireland", "items": [], "read_at": "2026-01-07 00:00:00.000",
    }
    rest = json.dumps({"schema": "orders.v2", "orders": [order]}, ensure_ascii=False)
    return len(rest.encode()) + len(items) * len(item.encode()) + (len(items) - 1) * len(", ")


def expected_reason(number, field, value, reason):
    if field in ITEM_FIELDS:
        return f"item 1: {field} {reason}"
    if "{}" in reason:
        return reason.format(bytes_of_message(number, value))
    # a reason that names its own place has it already
    return reason if reason.startswith("item ") else f"{field}{reason if reason.startswith('.') else ' ' + reason}"


def expected_order(number, field, stored):
    """Returns what the four tables must hold of this order, as {column: value}."""
    line = (f"P{number}", f"Tea {number}", "Kitchen", 2, Decimal("9.9"))
    if field in ITEM_FIELDS:
        line = tuple(stored if name == field else old for name, old in zip(ITEM_FIELDS, line))
    order = {
        "order_id": f"V{number}", "status": "PAID", "created_at": CREATED, "updated_at": UPDATED,
        "customer.customer_id": f"C{number}", "customer.name": f"Zoë {number}", "customer.email": "zoe@example.com",
        "customer.country": "Ireland", "items": [line],
    }
    if field in order:
        order[field] = stored
    return order


def stored_orders():
    """Returns {order_id: {column: value}} of all that is in MySQL, and how many rows each of the tables has."""
    names = ("customers", "products", "orders", "order_items")
    tables = {name: environment.mysql_rows(f"SELECT * FROM {name}") for name in names}
    customers = {row[0]: row[:4] for row in tables["customers"]}
    products = {row[0]: row[:3] for row in tables["products"]}
    orders = {}
    for order_id, customer_id, status, created_at, updated_at, read_at, loaded_at in tables["orders"]:
        orders[order_id] = dict(zip(COLUMNS, (order_id, status, created_at, updated_at, *customers[customer_id], [])))
    for order_id, line_number, product_id, quantity, unit_price in sorted(tables["order_items"]):
        lines = orders[order_id]["items"]
        lines.append((*products[product_id], quantity, unit_price))
        # the lines are counted from 1, without a gap
        assert line_number == len(lines)
    return orders, {table: len(rows) for table, rows in tables.items()}


def shown(value):
    if value is MISSING:
        return "(taken away)"
    if isinstance(value, (str, list)) and len(value) > 64:
        return f"{value[0]!r:.20}... ({len(value)} of them)"
    return repr(value).replace(repr(ITEM), "ITEM").replace(repr(LINE), "LINE")


def became(field, mark, order):
    """Returns what became of a case, from what was found at the other end."""
    if mark.get("etl_status") is None:
        return "new"
    if mark["etl_status"] != "SENT":
        return f"{mark['etl_status']}: {mark['etl_reason']}"
    if order is None:
        return "SENT, but not in MySQL"
    if field in ITEM_FIELDS:
        return f"in MySQL: {shown(order['items'][0][ITEM_FIELDS.index(field)])}"
    return f"in MySQL: {shown(order[field])}" if field in COLUMNS else "in MySQL, whole"


def test_every_value_is_a_row_or_a_reason():
    services.new_shop()
    print(f"1 insert orders in mongodb: {len(CASES)}, one field changed in each")
    for number, (field, value, status, outcome) in enumerate(CASES):
        environment.orders.insert_one(document_of(number, field, value))

    print("2 run the real extractor and the real loader")
    services.extract()
    services.load()

    print("3 look what became of each; of each field the first that was refused and the first that arrived:")
    fields = {"_id": 0, "case": 1, "etl_status": 1, "etl_reason": 1}
    marks = {mark["case"]: mark for mark in environment.orders.find({}, fields)}
    orders, counts = stored_orders()
    expected = {}
    printed = set()
    for number, (field, value, status, outcome) in enumerate(CASES):
        order_id = outcome if field == "order_id" else f"V{number}"
        if (field, status) not in printed:
            printed.add((field, status))
            outcome_shown = became(field, marks[number], orders.get(order_id))
            print(f"  {number:3} {field or '(no name)'} = {shown(value)}  ->  {outcome_shown}")
        if status == "SENT":
            expected[order_id] = expected_order(number, field, outcome)
            assert marks[number] == {"case": number, "etl_status": "SENT", "etl_reason": None}
        elif status is None:
            assert marks[number] == {"case": number}
        else:
            reason = expected_reason(number, field, value, outcome)
            assert marks[number] == {"case": number, "etl_status": "REJECTED", "etl_reason": reason}
    assert len(marks) == len(CASES)

    print("4 compare the rows:", counts)
    assert orders == expected
    lines = [line for order in expected.values() for line in order["items"]]
    product_ids = {line[0] for line in lines}
    count = len(LOADED)
    assert counts == {"customers": count, "products": len(product_ids), "orders": count, "order_items": len(lines)}

    print("5 reconcile compares all of it too")
    verify.verify_reconcile(sent=len(LOADED), orders=len(LOADED), rejected=len(REJECTED), new=len(STAY_NEW))

    print("6 run the extractor once more: nothing is new, nothing was left out")
    services.extract()
    assert topic.messages_in_flight() == 0


if __name__ == "__main__":
    test_every_value_is_a_row_or_a_reason()
