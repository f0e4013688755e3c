"""
Validate values - what a single value of an order must be, and how it is sent

FLOW:
    1 take one good value of each kind: it comes back as it is sent
    2 take one bad value of each kind: a sentence comes back that says what is wrong

LIBRARIES:
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
"""
from datetime import datetime
from bson import Decimal128
from extractor.validate_values import (
    cents, date, date_text, email, milliseconds_since_1970, optional, price, price_text, quantity, short_text,
    text_or_number, translated,
)

GOOD = [
    (short_text(64), "A1", "A1"),
    (optional(short_text(64)), None, None),
    (email, "zoe@example.com", "zoe@example.com"),
    (date, datetime(2026, 1, 5, 10, 0, 0, 123000), "2026-01-05 10:00:00.123"),
    (quantity, 2, 2),
    (price, Decimal128("9.90"), "9.9000"),
    (price, 9.800000000000001, "9.8000"),
    # for shops whose documents look different
    (text_or_number(64), 42, "42"),
    (translated({"canceled": "CANCELLED"}, short_text(32)), "Canceled", "CANCELLED"),
    (date_text, "2026-01-05T12:00:00.123+02:00", "2026-01-05 10:00:00.123"),
    (milliseconds_since_1970, 1767607200123, "2026-01-05 10:00:00.123"),
    (price_text, "12.90", "12.9000"),
    (cents, 1290, "12.9000"),
]
BAD = [
    (short_text(5), "A12345", "has 6 characters, at most 5 are allowed"),
    (email, "zoe", "has no @"),
    (date, "2026-01-05", "must be a date but is of type str"),
    (quantity, 1.0, "must be an integer but is of type float"),
    (price, Decimal128("NaN"), "is NaN, a finite number is needed"),
    (price, None, "must be a number but is missing"),
    (date_text, "5.1.2026", "is '5.1.2026', a date such as 2026-01-05T10:00:00Z is needed"),
    (price_text, "12,90", "is '12,90', digits such as 12.90 are needed"),
]


def test_validate_values():
    for check, value, sent in GOOD:
        print(f"1 {value!r} is sent as {check(value)[0]!r}")
        assert check(value) == (sent, None)

    for check, value, error in BAD:
        print(f"2 {value!r} {check(value)[1]}")
        assert check(value) == (None, error)


if __name__ == "__main__":
    test_validate_values()
