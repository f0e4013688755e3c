"""
Other values - the checks for shops whose documents look different, each with values at and beyond its edges

LIBRARIES:
    bson (comes with pymongo): the types that MongoDB stores
"""
import math
from datetime import datetime
import pytest
from bson import Decimal128, Int64
from extractor.validate_values import (
    cents, constant, date_text, joined, milliseconds_since_1970, optional, price_text, seconds_since_1970, short_text,
    text_or_number, translated, with_default,
)

DAY = "2026-01-05 00:00:00.000"
TEN = "2026-01-05 10:00:00.000"
NO_DATE = "is {!r}, a date such as 2026-01-05T10:00:00Z is needed"
NO_PRICE = "is {!r}, digits such as 12.90 are needed"
IDS, NAMES = text_or_number(20), joined(short_text(9), "first", "last")
STATUS = translated({"canceled": "CANCELLED", "long": "x" * 10}, short_text(9))

# the check, what is sent, and the values
GOOD = [
    (date_text, TEN, (
        "2026-01-05T10:00:00Z", "2026-01-05t10:00:00z", "2026-01-05 10:00", "2026-01-05T12:00:00+02:00",
        "2026-01-05T12:00:00+0200", "2026-01-05T12:00:00+02", "2026-01-05T00:30:00-09:30", "2026-01-05T10:00:00.000999",
    )),
    (date_text, DAY, ("2026-01-05", "2026-01-05T00:00", "2026-01-04T19:00:00-05:00")),
    (date_text, "2026-01-05 10:00:00.120", ("2026-01-05T10:00:00.12Z", "2026-01-05T10:00:00,12Z")),
    (date_text, "2028-02-29 00:00:00.000", ("2028-02-29",)),
    (date_text, "1000-01-01 00:00:00.000", ("1000-01-01", "1000-01-01T02:00:00+02:00")),
    (date_text, "9999-12-31 23:59:59.999", ("9999-12-31T23:59:59.999Z",)),
    (seconds_since_1970, TEN, (1767607200, Int64(1767607200), 1767607200.0, Decimal128("1767607200"))),
    (seconds_since_1970, "2026-01-05 10:00:00.123", (1767607200.123, Decimal128("1767607200.123"))),
    (seconds_since_1970, "1000-01-01 00:00:00.000", (-30610224000,)),
    (milliseconds_since_1970, TEN, (1767607200000, 1767607200000.0, Decimal128("1767607200000"))),
    (milliseconds_since_1970, "9999-12-31 23:59:59.999", (253402300799999,)),
    (milliseconds_since_1970, "1973-03-03 09:46:40.000", (100_000_000_000,)),
    (price_text, "12.9000", ("12.90", "12.9", "012.9000")),
    (price_text, "0.0000", ("0", "-0", "0.0000000")),
    (price_text, "9999999999.9999", ("9999999999.9999",)),
    (cents, "12.9000", (1290, Int64(1290), 1290.0, Decimal128("1290"))),
    (cents, "0.0000", (0, -0.0)),
    (cents, "9999999999.9900", (999_999_999_999,)),
    (IDS, "42", ("42", 42, Int64(42), 42.0, Decimal128("42"), Decimal128("42.0"))),
    (IDS, "-1", (-1,)),
    (IDS, "042", ("042",)),
    (IDS, "9223372036854775807", (2**63 - 1, Decimal128("9223372036854775807"))),
    (IDS, "9007199254740992", (2.0**53,)),
    (STATUS, "CANCELLED", ("canceled", "CANCELED", "Canceled")),
    (STATUS, "sent", ("sent",)),
    (NAMES, "Zoe Kim", ({"first": "Zoe", "last": "Kim"},)),
    (NAMES, "Zoe", ({"first": "Zoe"}, {"first": "Zoe", "last": None})),
    (constant("web"), "web", (None, 5, "x")),
    (with_default(short_text(3), "EUR"), "EUR", (None, "EUR")),
    (optional(short_text(3)), None, (None,)),
]
# the check, the reason with {!r} for the value, and the values
BAD = [
    (date_text, NO_DATE, (
        "", "2026", "2026-1-5", "5.1.2026", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
        "2026-01-05T24:00:00", "2026-01-05T10:60", "2026-01-05T10:00:60", "2026-01-05T10:00:00+24:00", "0999-12-31",
        "2026-01-05T10:00:00ZZ",
        "\u0662026-01-05", " 2026-01-05", "2026-01-05\n", "2026-01-05T10", "yesterday",
    )),
    (date_text, "must be text but is of type int", (5,)),
    (date_text, "must be text but is of type datetime", (datetime(2026, 1, 5),)),
    (date_text, "must be text but is missing", (None,)),
    (date_text, "is outside the years 1000 to 9999 (253402318799000 ms since 1970)", ("9999-12-31T23:59:59-05:00",)),
    (date_text, "is outside the years 1000 to 9999 (-30610231200000 ms since 1970)", ("1000-01-01T00:00:00+02:00",)),
    (seconds_since_1970, "is outside the years 1000 to 9999 (253402300800000 ms since 1970)", (253402300800,)),
    (seconds_since_1970, "is outside the years 1000 to 9999 (1767607200000000 ms since 1970)", (1767607200000,)),
    (seconds_since_1970, "is {!r}, a finite number is needed", (math.nan, math.inf)),
    (seconds_since_1970, "must be a number but is of type bool", (True,)),
    (seconds_since_1970, "must be a number but is of type str", ("1767607200",)),
    (milliseconds_since_1970, "is {!r}, which looks like seconds since 1970", (1767607200, 0, -1)),
    (milliseconds_since_1970, "is outside the years 1000 to 9999 (253402300800000 ms since 1970)", (253402300800000,)),
    (price_text, NO_PRICE, ("", "12,90", "1.234,56", "12.90 EUR", " 1", "1e3", ".5", "NaN", "1" * 31, "\u0661")),
    (price_text, "is -1, 0 to 9999999999.9999 is allowed", ("-1",)),
    (price_text, "is 0.00001, at most 4 decimals are allowed", ("0.00001",)),
    (price_text, "must be text but is of type float", (9.5,)),
    (cents, "is {!r}, 0 to 999999999999 is allowed", (-1, 10**12)),
    (cents, "is {!r}, a whole number is needed", (12.5,)),
    (cents, "must be a number but is of type bool", (True,)),
    (IDS, "must be text or a whole number but is of type bool", (True,)),
    (IDS, "must be text or a whole number but is of type dict", ({},)),
    (IDS, "must be text or a whole number but is missing", (None,)),
    (IDS, "is {!r}, a whole number is needed", (42.5, 5e-324)),
    (IDS, "is {!r}, at most 9007199254740992 is exact", (2.0**54,)),
    (IDS, "is 1E+6111, at most 9223372036854775807 is exact", (Decimal128("1E+6111"),)),
    (IDS, "is {!r}, a finite number is needed", (math.nan,)),
    (IDS, "is empty", ("",)),
    (text_or_number(3), "has 4 characters, at most 3 are allowed", ("1234", 1234)),
    (STATUS, "has 10 characters, at most 9 are allowed", ("long", "too long !")),
    (STATUS, "must be text but is of type int", (1,)),
    (NAMES, "must be an object but is of type str", ("Zoe",)),
    (NAMES, "must hold texts but one is of type int", ({"first": 1},)),
    (NAMES, "is empty", ({},)),
    (with_default(short_text(3), "EUR"), "is empty", ("",)),
    (optional(short_text(3)), "must be text but is of type int", (1,)),
]


@pytest.mark.parametrize("check, sent, values", GOOD)
def test_good_values(check, sent, values):
    for value in values:
        assert check(value) == (sent, None), value


@pytest.mark.parametrize("check, reason, values", BAD)
def test_bad_values(check, reason, values):
    for value in values:
        assert check(value) == (None, reason.format(value)), value
