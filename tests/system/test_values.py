"""
Values - odd values in every field, put into MongoDB and looked for at the other end

FLOW:
    1 insert orders in MongoDB, each the same good one with one field changed: one for every value of the tables below
    2 run the real extractor and the real loader over all of them at once
    3 each stands in MySQL, whole rows, or in MongoDB with the exact reason; reconcile finds the same

LIBRARIES:
    bson (comes with pymongo): the types that MongoDB stores; encode() makes the bytes of a document, and
    RawBSONDocument carries bytes to MongoDB as they are, so that they may hold what no Python text can hold
"""
import math
import re
from datetime import datetime
from bson import DBRef, DatetimeMS, Decimal128, Int64, MaxKey, ObjectId, Timestamp, encode
from bson.code import Code
from bson.raw_bson import RawBSONDocument
from bson.regex import Regex
from tests.support import environment, services, topic, verify

CREATED = datetime(2026, 1, 5, 10, 0, 0, 123000)
UPDATED = datetime(2026, 1, 6)
ITEM = {"product_id": "P", "name": "Tea", "category": "Kitchen", "quantity": 1, "unit_price": Decimal128("0.5")}
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

ALMOST_16_MB = int(15.9 * 1024 * 1024)
EMOJI_ITEM = dict(ITEM, name="😀" * 200, category="😀" * 64)
# so many of them that the document has almost 16 megabytes
EMOJI_ITEMS = [EMOJI_ITEM] * (ALMOST_16_MB // (len(encode(EMOJI_ITEM)) + 7))
NOTED_ITEMS = [dict(ITEM, note="x" * 16_000)] * (ALMOST_16_MB // 16_140)

ITEM_FIELDS = ("product_id", "name", "category", "quantity", "unit_price")
# the texts, and how many characters they may have
TEXTS = {
    "order_id": 64, "status": 32, "customer.customer_id": 64, "customer.name": 200, "customer.email": 254,
    "customer.country": 64, "product_id": 64, "name": 200, "category": 64,
}

# what each field must be, and values of other types
WRONG_TYPES = [
    ("text", "order_id", (
        7, Int64(2**63 - 1), math.nan, True, Decimal128("1"), ["A1"], [], {"$gt": ""}, Regex("A1"), ObjectId("0" * 24),
        b"A1", CREATED, Code("A1"), MaxKey(),
    )),
    ("text", "customer.customer_id", (12,)),
    ("text", "customer.name", (["Zoë"],)),
    ("text", "product_id", (5,)),
    ("a date", "created_at", ("2026-01-05T10:00:00Z", Int64(1767607200000), Timestamp(1767607200, 1))),
    ("a date", "updated_at", (
        "2026-01-05T10:00:00Z", "NOT-UTF8", Int64(1767607200000), [UPDATED], [], {"date": UPDATED},
    )),
    ("a list", "items", ({"0": ITEM},)),
    ("an integer", "quantity", (1.0, math.nan, Decimal128("3"), True, "3")),
    ("a number", "unit_price", (True, "9.90", [9])),
]

# the field that is changed, the whole reason with {} for the value itself, and the values
REJECTED = [
    ("unit_price", "is {}, at most 4 decimals are allowed", (
        Decimal128("1.000000000000000000000000000000001"), Decimal128("1E-6176"), Decimal128("9.80001"),
        Decimal128("0.00001"), 9.80001, 1 / 3, 0.00001,
    )),
    ("unit_price", "is {}, 0 to 9999999999.9999 is allowed", (
        Decimal128("9999999999999999999999999999999999"), Decimal128("9999999999.999900000000000000000001"),
        Decimal128("10000000000"), Decimal128("1E+6111"), Decimal128("9.999999999999999999999999999999999E+6144"),
        Decimal128("-1E-6176"), Decimal128("-0.0001"), -0.01, 1.7976931348623157e308, Int64(2**63 - 1), -1,
    )),
    ("unit_price", "is {}, a finite number is needed", (
        Decimal128("NaN"), Decimal128("Infinity"), Decimal128("-Infinity"), math.nan, math.inf, -math.inf,
    )),
    ("unit_price", "is NaN, a finite number is needed", (Decimal128("-NaN"), Decimal128("sNaN"))),
    ("quantity", "is {}, 1 to 1000000 is allowed", (0, -1, 1_000_001, 2**31, 2**63 - 1, -2**63)),
    ("created_at", "is in the year 999, the years 1000 to 9999 are allowed", (
        datetime(999, 1, 1), datetime(999, 12, 31, 23, 59, 59, 999000),
    )),
    ("customer.email", "has no @", ("nobody",)),
    ("customer.email", "has 2 characters, at least 3 are needed", ("@b",)),
    ("order_id", "is not valid UTF-8", ("HALF-ONE", "OVERLONG", "\ufffd", "A\ufffd")),
    ("customer.name", "is not valid UTF-8", ("CUT-OFF!",)),
    ("items", "is empty, at least one item is needed", ([],)),
]
for field in ("created_at", "updated_at"):
    REJECTED.append((field, "is in the year 1, the years 1000 to 9999 are allowed", (datetime(1, 1, 1),)))
    for milliseconds in (253402300800000, 2**63 - 1, -2**63):
        reason = f"is outside the years 1000 to 9999 ({milliseconds} ms since 1970)"
        REJECTED.append((field, reason, (DatetimeMS(milliseconds),)))
for field, most in TEXTS.items():
    too_long = ("@" * (most + 1), "😀" * (most + 1))
    REJECTED.append((field, f"has {most + 1} characters, at most {most} are allowed", too_long))
    REJECTED.append((field, "is empty", ("",)))
    REJECTED.append((field, "is not valid UTF-8", ("NOT-UTF8@",)))

# what needs no name of the field before the reason
NO_CUSTOMER = "; ".join(f"{field} must be text but is missing" for field in TEXTS if field.startswith("customer."))
NO_ITEM = "; ".join(f"item 1: {field} must be text but is missing" for field in ITEM_FIELDS[:3])
WHOLE_REASONS = [
    ("items", [ITEM, None, ITEM], "item 2 must be an object but is missing"),
    ("items", [ITEM, ITEM, 3], "item 3 must be an object but is of type int"),
    ("items", [[ITEM]], "item 1 must be an object but is of type list"),
    # all that is wrong is named, up to 1,000 characters of it
    ("items", [{}], NO_ITEM + "; item 1: quantity must be an integer but is missing; "
     "item 1: unit_price must be a number but is missing"),
    ("items", [dict(ITEM, quantity=0, unit_price=True), 7],
     "item 1: quantity is 0, 1 to 1000000 is allowed; item 1: unit_price must be a number but is of type bool; "
     "item 2 must be an object but is of type int"),
    ("items", [None] * 99,
     "; ".join(f"item {number} must be an object but is missing" for number in range(1, 100))[:1000]),
]
for value in (MISSING, None, "Zoë", [], [{"customer_id": "C1"}], DBRef("customers", "C1")):
    WHOLE_REASONS.append(("customer", value, NO_CUSTOMER))

ODD_TEXTS = [
    "O'Brien", '"quoted"', "100% %s %d %(name)s", "back\\slash \\' \\n", "nul \x00 inside",
    "😀👩‍👩‍👧", "مرحبا بالعالم", "\u202eright to left", "line\r\nbreak\ttab", "'); DROP TABLE orders; --",
    "' OR '1'='1", "{order_id} ${HOME} `id`", "\ufeff", "\uffff", "n" * 200, "😀" * 200,
]
ODD_IDS = [
    "A1", "a1", "Ａ1", "Á1", "A\u03011", "A1 ", " A1", " ", "A1\x00", "ß", "ss", "😀" * 64, "null", "NaN",
    "%s", "'; --",
]

# the field that is changed, its value, and what counts in its place
LOADED = [
    ("unit_price", Decimal128("1.500000000000000000000000000000000"), Decimal128("1.5")),
    ("unit_price", Decimal128("5E+1"), Decimal128("50")),
    ("unit_price", 9.800000000000002, Decimal128("9.8")),
    ("unit_price", 9.800000000000001, Decimal128("9.8")),
    ("unit_price", 4.8999999999999995, Decimal128("4.9")),
    ("unit_price", 0.1 + 0.2, Decimal128("0.3")),
    ("unit_price", 9999999999.9999, Decimal128("9999999999.9999")),
    ("unit_price", Int64(9_999_999_999), Decimal128("9999999999")),
    ("unit_price", Int64(12), Decimal128("12")),
    ("created_at", DatetimeMS(-1), datetime(1969, 12, 31, 23, 59, 59, 999000)),
    ("items", NOTED_ITEMS, NOTED_ITEMS),
]
for value in (Decimal128("-0"), Decimal128("-0E-6176"), Decimal128("0E+6111"), -0.0, 5e-324, 0):
    LOADED.append(("unit_price", value, Decimal128("0")))
SAME = [
    ("unit_price", (Decimal128("9999999999.9999"), Decimal128("0.0001"), Decimal128("9.9"))),
    ("quantity", (1_000_000, Int64(3))),
    ("created_at", (datetime(1000, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999000))),
    ("updated_at", (datetime(1000, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999000))),
    ("status", ("refunded, in part",)),
    ("order_id", ODD_IDS),
    ("customer.customer_id", ODD_IDS),
    ("product_id", ODD_IDS),
    ("customer.name", ODD_TEXTS),
    ("name", ODD_TEXTS),
    ("category", ("Kitchen é", "'); DROP TABLE orders; --")),
    ("customer.country", ("Kitchen é", "'); DROP TABLE orders; --")),
    ("customer.email", ("a@b", "Kitchen é@", "'); DROP TABLE orders; --@")),
    ("items", ([ITEM, dict(ITEM, quantity=2), ITEM], [ITEM] * 9_000)),
    # what no table has, or mongodb alone
    ("status as the old type symbol", ("PAID",)),
    ("note", ("x" * (ALMOST_16_MB - 500), "NOT-UTF8", DatetimeMS(-2**63))),
    ("NOT-UTF8", ("in the name of a field",)),
    ("customer.NOT-UTF8", ("in the name of a field",)),
    ("a.b", ("a dot in the name of a field",)),
    ("$set", ({"status": "a dollar in the name of a field"},)),
    ("", ("a field without a name",)),
    ("_id", (
        "NOT\ufffdUTF8", {"b": Int64(1), "a": [1, None]}, {}, DatetimeMS(2**63 - 1), Int64(2**63 - 1), math.nan,
        b"\x00\xff", None, True, "x\x00y", "", DBRef("orders", 1), MaxKey(),
    )),
]
SAME += [(field, ("@" * most,)) for field, most in TEXTS.items()]
# an _id that is not utf-8 itself cannot be asked for: such an order stays new, and stops nothing behind it
STAY_NEW = [("_id", "NOT-UTF8"), ("_id", {"NOT-UTF8": "HALF-ONE"})]


def order_with(number, field, value):
    """Returns a good order with this field changed."""
    item = dict(ITEM, product_id=f"P{number}", name=f"Tea {number}", quantity=2, unit_price=Decimal128("9.90"))
    customer = {"customer_id": f"C{number}", "name": f"Zoë {number}", "email": "zoe@example.com", "country": "Ireland"}
    order = {
        "case": number, "order_id": f"V{number}", "status": "PAID", "created_at": CREATED, "updated_at": UPDATED,
        "customer": customer, "items": [item],
    }
    holder = item if field in ITEM_FIELDS else order
    if field.startswith("customer."):
        holder, field = customer, field.removeprefix("customer.")
    holder[field] = value
    if value is MISSING:
        del holder[field]
    return order


def insert(number, field, value):
    """Puts the order into MongoDB, with bytes that are not UTF-8 where the value stands for them."""
    data = encode(order_with(number, field, value))
    if field == "status as the old type symbol":
        data = data.replace(*AS_SYMBOL)
    for text, bad_bytes in BAD_BYTES.items():
        data = data.replace(text, bad_bytes)
    environment.orders.insert_one(RawBSONDocument(data))


def rejected_cases():
    """Hands out (field, value, whole reason), all but those that are too large."""
    yield from WHOLE_REASONS
    for needed, field, values in WRONG_TYPES:
        place = f"item 1: {field}" if field in ITEM_FIELDS else field
        for value in values:
            yield field, value, f"{place} must be {needed} but is of type {type(value).__name__}"
    needed = dict({field: "text" for field in TEXTS}, **{field: needed for needed, field, values in WRONG_TYPES})
    for field in needed:
        place = f"item 1: {field}" if field in ITEM_FIELDS else field
        for value in (None, MISSING):
            yield field, value, f"{place} must be {needed[field]} but is missing"
    for field, reason, values in REJECTED:
        place = f"item 1: {field}" if field in ITEM_FIELDS else field
        for value in values:
            yield field, value, f"{place} {reason.format(value)}"


def test_every_value_is_a_row_or_a_reason():
    services.new_shop()
    cases = list(rejected_cases())
    for number, (field, value, reason) in enumerate(cases):
        insert(number, field, value)
    too_large = (1001, 1002)
    for number, items in zip(too_large, ([ITEM] * 10_000, EMOJI_ITEMS)):
        insert(number, "items", items)
    for number, (field, value) in enumerate(STAY_NEW, start=2000):
        insert(number, field, value)
    documents = []
    loaded = LOADED + [(field, value, value) for field, values in SAME for value in values]
    for number, (field, value, stored) in enumerate(loaded, start=3000):
        insert(number, field, value)
        documents.append(order_with(number, field, stored))
    services.extract()
    services.load()

    print(f"{len(cases) + len(too_large)} are rejected, {len(loaded)} are loaded")
    marks = {}
    for mark in environment.orders.find({}, {"_id": 0, "case": 1, "etl_status": 1, "etl_reason": 1}):
        marks[mark["case"]] = (mark.get("etl_status"), mark.get("etl_reason"))
    for number, (field, value, reason) in enumerate(cases):
        assert marks[number] == ("REJECTED", reason), (field, value)
    for number in too_large:
        assert marks[number][0] == "REJECTED"
        assert re.fullmatch(r"the order is too large for a message: \d+ bytes, 900000 are allowed", marks[number][1])
    for number, (field, value, stored) in enumerate(loaded, start=3000):
        assert marks[number] == ("SENT", None), (field, value)
    verify.verify_everything(documents, rejected=len(cases) + 2, new=len(STAY_NEW))
    # nothing was left out
    services.extract()
    assert topic.messages_in_flight() == 0
