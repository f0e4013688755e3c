"""
Values - odd values in every field, put into MongoDB and looked for at the other end

Each order is the same good one with one field changed. The real extractor and the real loader take all of them; then
each stands in MySQL, to the last digit, or in MongoDB with the exact reason.

LIBRARIES:
    bson (comes with pymongo): encode() makes the bytes of a document, RawBSONDocument carries them as they are
"""
import math
import re
from datetime import datetime
from bson import DBRef, DatetimeMS, Decimal128, Int64, MaxKey, ObjectId, Timestamp, encode
from bson.code import Code
from bson.raw_bson import RawBSONDocument
from bson.regex import Regex
from tests.support import environment, services, verify
from tests.support.expected import STRANGE_IDS

CREATED = datetime(2026, 1, 5, 10, 0, 0, 123000)
UPDATED = datetime(2026, 1, 6)
ITEM = {"product_id": "P", "name": "Tea", "category": "Kitchen", "quantity": 1, "unit_price": Decimal128("0.5")}
MISSING = object()
# in a table below: the value counts as it is
SAME = object()

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
EMOJI_ITEMS = [EMOJI_ITEM] * (ALMOST_16_MB // (len(encode(EMOJI_ITEM)) + 7))

ITEM_FIELDS = ("product_id", "name", "category", "quantity", "unit_price")
# the texts, and how many characters they may have
TEXTS = {
    "order_id": 64, "status": 32, "customer.customer_id": 64, "customer.name": 200, "customer.email": 254,
    "customer.country": 64, "product_id": 64, "name": 200, "category": 64,
}
NO_CUSTOMER = "; ".join(f"{field} must be text but is missing" for field in TEXTS if field.startswith("customer."))
NO_ITEM = "; ".join(f"item 1: {field} must be text but is missing" for field in ITEM_FIELDS[:3])

NOT_UTF8 = "has the character U+FFFD (\ufffd), which stands for bytes that are not valid UTF-8"

# the field that is changed, the whole reason with {} for the value and {type} for its type, and the values
REJECTED = [
    ("order_id", "order_id must be text but is of type {type}", (
        Int64(2**63 - 1), math.nan, True, Decimal128("1"), ["A1"], [], {"$gt": ""}, Regex("A1"), ObjectId("0" * 24),
        b"A1", CREATED, Code("A1"), MaxKey(),
    )),
    ("customer", NO_CUSTOMER, (MISSING, None, "Zoë", [], [{"customer_id": "C1"}], DBRef("customers", "C1"))),
    ("customer.email", "customer.email has no @", ("nobody",)),
    ("customer.email", "customer.email has 2 characters, at least 3 are needed", ("@b",)),
    ("created_at", "created_at is in the year 999, the years 1000 to 9999 are allowed", (
        datetime(999, 1, 1), datetime(999, 12, 31, 23, 59, 59, 999000),
    )),
    ("items", "items must be a list but is missing", (MISSING, None)),
    ("items", "items must be a list but is of type dict", ({"0": ITEM},)),
    ("items", "items is empty, at least one item is needed", ([],)),
    ("items", "item 2 must be an object but is missing", ([ITEM, None, ITEM],)),
    ("items", "item 3 must be an object but is of type int", ([ITEM, ITEM, 3],)),
    ("items", "item 1 must be an object but is of type list", ([[ITEM]],)),
    ("quantity", "item 1: quantity must be an integer but is missing", (MISSING, None)),
    ("quantity", "item 1: quantity must be an integer but is of type {type}", (
        1.0, math.nan, Decimal128("3"), True, "3",
    )),
    ("quantity", "item 1: quantity is {}, 1 to 1000000 is allowed", (0, -1, 1_000_001, 2**31, 2**63 - 1, -2**63)),
    ("unit_price", "item 1: unit_price must be a number but is missing", (MISSING, None)),
    ("unit_price", "item 1: unit_price must be a number but is of type {type}", (True, "9.90", [9])),
    ("unit_price", "item 1: unit_price is {}, at most 4 decimals are allowed", (
        Decimal128("1.000000000000000000000000000000001"), Decimal128("1E-6176"), Decimal128("9.80001"),
        Decimal128("0.00001"), 9.80001, 1 / 3, 0.00001,
    )),
    ("unit_price", "item 1: unit_price is {}, 0 to 9999999999.9999 is allowed", (
        Decimal128("9999999999999999999999999999999999"), Decimal128("9999999999.999900000000000000000001"),
        Decimal128("10000000000"), Decimal128("1E+6111"), Decimal128("9.999999999999999999999999999999999E+6144"),
        Decimal128("-1E-6176"), Decimal128("-0.0001"), -0.01, 1.7976931348623157e308, Int64(2**63 - 1), -1,
    )),
    ("unit_price", "item 1: unit_price is {}, a finite number is needed", (
        Decimal128("NaN"), Decimal128("Infinity"), Decimal128("-Infinity"), math.nan, math.inf, -math.inf,
    )),
    ("unit_price", "item 1: unit_price is NaN, a finite number is needed", (Decimal128("-NaN"), Decimal128("sNaN"))),
    ("items", "the order is too large for a message of the topic: N bytes", ([ITEM] * 10_000, EMOJI_ITEMS)),
    # all that is wrong is named, up to 1,000 characters of it
    ("items", NO_ITEM + "; item 1: quantity must be an integer but is missing; "
     "item 1: unit_price must be a number but is missing", ([{}],)),
    ("items", "; ".join(f"item {number} must be an object but is missing" for number in range(1, 100))[:1000],
     ([None] * 99,)),
]
for field in ("created_at", "updated_at"):
    no_dates = ("2026-01-05T10:00:00Z", "NOT-UTF8", Int64(1767607200000), Timestamp(1767607200, 1), [UPDATED],
                {"on": UPDATED})
    REJECTED += [
        (field, field + " must be a date but is missing", (MISSING, None)),
        (field, field + " must be a date but is of type {type}", no_dates),
        (field, field + " is in the year 1, the years 1000 to 9999 are allowed", (datetime(1, 1, 1),)),
    ]
    for milliseconds in (253402300800000, 2**63 - 1, -2**63):
        reason = f"{field} is outside the years 1000 to 9999 ({milliseconds} ms since 1970)"
        REJECTED.append((field, reason, (DatetimeMS(milliseconds),)))
for field, most in TEXTS.items():
    place = f"item 1: {field}" if field in ITEM_FIELDS else field
    bad_texts = ("NOT-UTF8@", "CUT-OFF!@", "HALF-ONE@", "OVERLONG@", "@@\ufffd")
    too_long = ("@" * (most + 1), "😀" * (most + 1))
    REJECTED += [
        (field, f"{place} {NOT_UTF8}", bad_texts),
        (field, f"{place} has {most + 1} characters, at most {most} are allowed", too_long),
        (field, f"{place} is empty", ("",)),
        (field, f"{place} must be text but is of type int", (7,)),
        (field, f"{place} must be text but is missing", (MISSING, None)),
    ]

ODD_TEXTS = (
    "O'Brien", '"quoted"', "100% %s %d %(name)s", "back\\slash \\' \\n", "nul \x00 inside",
    "😀👩‍👩‍👧", "مرحبا بالعالم", "\u202eright to left", "line\r\nbreak\ttab", "'); DROP TABLE orders; --",
    "' OR '1'='1", "{order_id} ${HOME} `id`", "\ufeff", "\uffff", "n" * 200, "😀" * 200,
)
# the field that is changed, what counts in place of the values, and the values
LOADED = [
    ("unit_price", Decimal128("0"), (
        Decimal128("-0"), Decimal128("-0E-6176"), Decimal128("0E+6111"), -0.0, 5e-324, 0,
    )),
    ("unit_price", Decimal128("1.5"), (Decimal128("1.500000000000000000000000000000000"),)),
    ("unit_price", Decimal128("50"), (Decimal128("5E+1"),)),
    ("unit_price", Decimal128("9.8"), (9.800000000000002, 9.799999999999999)),
    ("unit_price", Decimal128("9999999999.9999"), (9999999999.9999,)),
    ("unit_price", Decimal128("9999999999"), (Int64(9_999_999_999),)),
    ("unit_price", SAME, (Decimal128("9999999999.9999"), Decimal128("0.0001"), Decimal128("9.9"))),
    ("quantity", SAME, (1_000_000, Int64(3))),
    ("created_at", datetime(1969, 12, 31, 23, 59, 59, 999000), (DatetimeMS(-1),)),
    ("created_at", SAME, (datetime(1000, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999000))),
    ("updated_at", SAME, (datetime(1000, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999000))),
    ("status", SAME, ("refunded, in part", "Paid ")),
    ("status", "CANCELLED", ("cancelled", "Canceled", "CANCELLED", "voided")),
    ("status", "REFUNDED", ("refunded",)),
    ("order_id", SAME, STRANGE_IDS),
    ("customer.customer_id", SAME, STRANGE_IDS),
    ("product_id", SAME, STRANGE_IDS),
    ("customer.name", SAME, ODD_TEXTS),
    ("name", SAME, ODD_TEXTS),
    # without the two that are longer than 64 characters
    ("category", SAME, ODD_TEXTS[:-2]),
    ("customer.country", SAME, ODD_TEXTS[:-2]),
    ("customer.email", SAME, ("a@b", "Kitchen é@", "'); DROP TABLE orders; --@")),
    ("items", SAME, (
        [ITEM, dict(ITEM, quantity=2), ITEM], [ITEM] * 9_000,
        [dict(ITEM, note="x" * 16_000)] * (ALMOST_16_MB // 16_140), [dict(ITEM, note=Regex("NOT-UTF8"))],
    )),
    # what no table has, or mongodb alone
    ("status as the old type symbol", SAME, ("PAID",)),
    ("note", SAME, ("x" * (ALMOST_16_MB - 500), "NOT-UTF8", DatetimeMS(-2**63))),
    ("_id", SAME, (
        "NOT\ufffdUTF8", {"b": Int64(1), "a": [1, None]}, {}, DatetimeMS(2**63 - 1), Int64(2**63 - 1), math.nan,
        b"\x00\xff", None, True, "x\x00y", "", DBRef("orders", 1), MaxKey(),
    )),
]
LOADED += [(name, SAME, ("an odd name",)) for name in ("NOT-UTF8", "customer.NOT-UTF8", "a.b", "$set", "")]
LOADED += [(field, SAME, ("@" * most,)) for field, most in TEXTS.items()]
# an _id that is not utf-8 itself cannot be asked for: such an order stays new, and stops nothing behind it
STAY_NEW = ("NOT-UTF8", {"NOT-UTF8": "HALF-ONE"})


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


def test_every_value_is_a_row_or_a_reason():
    services.new_shop()
    documents = []
    cases = [(field, value, "REJECTED", reason.format(value, type=type(value).__name__))
             for field, reason, values in REJECTED for value in values]
    rejected = len(cases)
    cases += [("_id", document_id, None, None) for document_id in STAY_NEW]
    for field, stored, values in LOADED:
        for value in values:
            documents.append(order_with(len(cases), field, value if stored is SAME else stored))
            cases.append((field, value, "SENT", None))
    for number, (field, value, status, reason) in enumerate(cases):
        insert(number, field, value)
    # whole batches are full of bad ones
    services.extract(batch_size=20)
    services.load()

    print(f"{rejected} are rejected, {len(documents)} are loaded")
    marks = environment.orders.find({}, {"_id": 0, "case": 1, "etl_status": 1, "etl_reason": 1}).sort("case")
    for mark, (field, value, status, reason) in zip(marks, cases, strict=True):
        found = re.sub(r"\d+ bytes", "N bytes", mark.get("etl_reason") or "")
        assert (mark.get("etl_status"), found) == (status, reason or ""), (field, value)
    verify.verify_everything(documents, rejected=rejected, new=len(STAY_NEW))
