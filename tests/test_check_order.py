"""
Check of an order - every rule of the contract, one line each

FLOW:
    1 a good order: check_order() returns it as it goes to Kafka
    2 change one field of it at a time: check_order() says that it is fine, or names the field and what is wrong with it
    3 prices of every kind: read_price() returns each with four decimals, exactly

LIBRARIES:
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals and Int64 for large whole numbers
    copy (comes with Python): deepcopy() copies an order and all that is in it, so that the good one stays as it is
    re (comes with Python): looks for patterns in text; here a pattern is one of the wrong values
"""
import copy
import math
import re
from datetime import datetime
from bson import DatetimeMS, Decimal128, Int64, ObjectId
from bson.code import Code
from bson.regex import Regex
from extractor.check_order import check_order
from extractor.check_values import read_price

GOOD = {
    "order_id": "A1",
    "status": "PAID",
    "created_at": datetime(2026, 1, 5, 10, 0, 0, 123000),
    "updated_at": datetime(2026, 1, 6),
    "customer": {"customer_id": "C1", "name": "Zoë O'Brien", "email": "zoe@example.com", "country": "Ireland"},
    "items": [
        {"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": Decimal128("9.90")},
        {"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": Int64(1), "unit_price": 9.800000000000001},
    ],
}

ON_THE_WIRE = {
    "order_id": "A1",
    "status": "PAID",
    "created_at": "2026-01-05 10:00:00.123",
    "updated_at": "2026-01-06 00:00:00.000",
    "customer": {"customer_id": "C1", "name": "Zoë O'Brien", "email": "zoe@example.com", "country": "Ireland"},
    "items": [
        {"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": "9.9000"},
        {"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 1, "unit_price": "9.8000"},
    ],
}

MISSING = object()

# the field that is changed, its new value, and the whole reason, or nothing where the order is still good
RULES = [
    ("order_id", "x" * 64, None),
    ("order_id", "😀" * 64, None),
    ("order_id", " ", None),
    ("order_id", MISSING, "order_id must be text but is missing or null"),
    ("order_id", None, "order_id must be text but is missing or null"),
    ("order_id", "", "order_id is empty"),
    ("order_id", "x" * 65, "order_id has 65 characters, at most 64 are allowed"),
    ("order_id", 7, "order_id must be text but is of type int"),
    ("order_id", math.nan, "order_id must be text but is of type float"),
    ("order_id", ["A1"], "order_id must be text but is of type list"),
    ("order_id", {"$gt": ""}, "order_id must be text but is of type dict"),
    ("order_id", re.compile("A"), "order_id must be text but is of type Pattern"),
    ("order_id", Regex("A"), "order_id must be text but is of type Regex"),
    ("order_id", ObjectId("0123456789abcdef01234567"), "order_id must be text but is of type ObjectId"),
    ("order_id", Code("A1"), "order_id must be text but is of type Code"),
    ("order_id", "A\ufffd", "order_id holds bytes that are not valid UTF-8 text"),
    ("status", "REFUNDED", None),
    ("status", "x" * 32, None),
    ("status", "x" * 33, "status has 33 characters, at most 32 are allowed"),
    ("status", MISSING, "status must be text but is missing or null"),
    ("status", "", "status is empty"),
    ("created_at", datetime(1000, 1, 1), None),
    ("created_at", datetime(9999, 12, 31, 23, 59, 59, 999000), None),
    ("created_at", MISSING, "created_at must be a date but is missing or null"),
    ("created_at", "2026-01-05", "created_at must be a date but is of type str"),
    ("created_at", 1767607200000, "created_at must be a date but is of type int"),
    ("created_at", datetime(999, 12, 31), "created_at is in the year 999, the years 1000 to 9999 are allowed"),
    ("created_at", datetime(1, 1, 1), "created_at is in the year 1, the years 1000 to 9999 are allowed"),
    ("created_at", DatetimeMS(253402300800000), "created_at is outside the years 1000 to 9999 (253402300800000 ms since 1970)"),
    ("updated_at", MISSING, "updated_at must be a date but is missing or null"),
    ("updated_at", DatetimeMS(-2**63), "updated_at is outside the years 1000 to 9999 (-9223372036854775808 ms since 1970)"),
    ("customer", MISSING, "customer must be an object but is missing or null"),
    ("customer", "Zoë", "customer must be an object but is of type str"),
    ("customer", [], "customer must be an object but is of type list"),
    ("customer.customer_id", "x" * 65, "customer.customer_id has 65 characters, at most 64 are allowed"),
    ("customer.customer_id", 12, "customer.customer_id must be text but is of type int"),
    ("customer.name", "n" * 200, None),
    ("customer.name", "n" * 201, "customer.name has 201 characters, at most 200 are allowed"),
    ("customer.name", "a\x00b\\'\"%s مرحبا 😀", None),
    ("customer.name", MISSING, "customer.name must be text but is missing or null"),
    ("customer.email", "a@b", None),
    ("customer.email", "@b", "customer.email has 2 characters, at least 3 are needed"),
    ("customer.email", "nobody.example.com", "customer.email has no @"),
    ("customer.email", "a@" + "b" * 253, "customer.email has 255 characters, at most 254 are allowed"),
    ("customer.country", "", "customer.country is empty"),
    ("customer.country", "c" * 65, "customer.country has 65 characters, at most 64 are allowed"),
    ("items", MISSING, "items must be a list but is missing or null"),
    ("items", {}, "items must be a list but is of type dict"),
    ("items", [], "items is empty, at least one is needed"),
    ("items", [None], "items line 1 must be an object but is missing or null"),
    ("items", [GOOD["items"][0], 5], "items line 2 must be an object but is of type int"),
    ("items.product_id", "", "items line 2: product_id is empty"),
    ("items.product_id", 5, "items line 2: product_id must be text but is of type int"),
    ("items.name", "n" * 201, "items line 2: name has 201 characters, at most 200 are allowed"),
    ("items.category", "c" * 65, "items line 2: category has 65 characters, at most 64 are allowed"),
    ("items.quantity", 1_000_000, None),
    ("items.quantity", 0, "items line 2: quantity is 0, 1 to 1000000 is allowed"),
    ("items.quantity", -1, "items line 2: quantity is -1, 1 to 1000000 is allowed"),
    ("items.quantity", Int64(2**63 - 1), "items line 2: quantity is 9223372036854775807, 1 to 1000000 is allowed"),
    ("items.quantity", 1.0, "items line 2: quantity must be a whole number but is of type float"),
    ("items.quantity", True, "items line 2: quantity must be a whole number but is of type bool"),
    ("items.quantity", "3", "items line 2: quantity must be a whole number but is of type str"),
    ("items.quantity", MISSING, "items line 2: quantity must be a whole number but is missing or null"),
    ("items.unit_price", Decimal128("9999999999.9999"), None),
    ("items.unit_price", Decimal128("10000000000"), "items line 2: unit_price is 10000000000, 0 to 9999999999.9999 is allowed"),
    ("items.unit_price", Decimal128("1E+6111"), "items line 2: unit_price is 1E+6111, 0 to 9999999999.9999 is allowed"),
    ("items.unit_price", Decimal128("-0.01"), "items line 2: unit_price is -0.01, 0 to 9999999999.9999 is allowed"),
    ("items.unit_price", Decimal128("0.00001"), "items line 2: unit_price is 0.00001, at most 4 decimals are allowed"),
    ("items.unit_price", Decimal128("1.000000000000000000000000000000001"),
     "items line 2: unit_price is 1.000000000000000000000000000000001, at most 4 decimals are allowed"),
    ("items.unit_price", Decimal128("NaN"), "items line 2: unit_price is NaN, a finite number is needed"),
    ("items.unit_price", Decimal128("sNaN"), "items line 2: unit_price is NaN, a finite number is needed"),
    ("items.unit_price", Decimal128("-Infinity"), "items line 2: unit_price is -Infinity, a finite number is needed"),
    ("items.unit_price", math.nan, "items line 2: unit_price is nan, a finite number is needed"),
    ("items.unit_price", math.inf, "items line 2: unit_price is inf, a finite number is needed"),
    ("items.unit_price", 0.00001, "items line 2: unit_price is 1e-05, at most 4 decimals are allowed"),
    ("items.unit_price", True, "items line 2: unit_price must be a number but is of type bool"),
    ("items.unit_price", "9.90", "items line 2: unit_price must be a number but is of type str"),
    ("items.unit_price", MISSING, "items line 2: unit_price must be a number but is missing or null"),
]

# prices as they come and as they go on the wire
PRICES = [
    (Decimal128("9.9"), "9.9000"),
    (Decimal128("0.0001"), "0.0001"),
    (Decimal128("1.500000000000000000000000000000000"), "1.5000"),
    (Decimal128("5E+1"), "50.0000"),
    (Decimal128("-0.00"), "0.0000"),
    (Decimal128("0E+6111"), "0.0000"),
    (9.800000000000002, "9.8000"),
    (4.8999999999999995, "4.9000"),
    (0.30000000000000004, "0.3000"),
    (-0.0, "0.0000"),
    (9999999999.9999, "9999999999.9999"),
    (0, "0.0000"),
    (Int64(12), "12.0000"),
]


def shown(value):
    return "(taken away)" if value is MISSING else repr(value)[:40]


def with_change(field, value):
    order = copy.deepcopy(GOOD)
    holder = order
    if field.startswith("customer."):
        holder = order["customer"]
    if field.startswith("items."):
        holder = order["items"][1]
    name = field.split(".")[-1]
    if value is MISSING:
        del holder[name]
    else:
        holder[name] = value
    return order


def test_a_good_order_is_ready_for_the_wire():
    assert check_order(GOOD) == (ON_THE_WIRE, None)
    assert check_order(dict(GOOD, note="ignored", items=[dict(item, colour="red") for item in GOOD["items"]])) == (ON_THE_WIRE, None)
    print("1 a good order, as it goes to Kafka:")
    for field, value in ON_THE_WIRE.items():
        print(f"  {field}: {value}")


def test_every_rule_names_its_field():
    print(f"2 change one field at a time, {len(RULES)} times:")
    for field, value, expected in RULES:
        order, reason = check_order(with_change(field, value))
        print(f"  {field} = {shown(value)}: {reason or 'fine'}")
        assert reason == expected
        assert (order is None) == (reason is not None)


def test_prices_are_exact():
    print(f"3 prices of every kind, {len(PRICES)} of them:")
    for value, text in PRICES:
        print(f"  {value!r} -> {read_price(value)[0]}")
        assert read_price(value) == (text, None)


if __name__ == "__main__":
    test_a_good_order_is_ready_for_the_wire()
    test_every_rule_names_its_field()
    test_prices_are_exact()
