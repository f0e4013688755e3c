from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from bson import DatetimeMS, Decimal128

HIGHEST_QUANTITY = 1_000_000
HIGHEST_PRICE = Decimal("9999999999.9999")
FOUR_DECIMALS = Decimal("0.0001")

# each check takes a value of a document; it returns the value for the message and none, or none and what is wrong


def short_text(longest):
    """Returns the check of a text with 1 to `longest` characters."""
    def check(value):
        if type(value) is not str:
            return None, f"must be text but is {type_name(value)}"
        if value == "":
            return None, "is empty"
        if len(value) > longest:
            return None, f"has {len(value)} characters, at most {longest} are allowed"
        # pymongo puts this character where bytes are not valid utf-8
        if "\ufffd" in value:
            return None, "is not valid UTF-8"
        return value, None
    return check


def optional(check):
    """Returns the check of a field that may be missing or null, such as optional(short_text(32))."""
    def check_if_there(value):
        if value is None:
            return None, None
        return check(value)
    return check_if_there


def email(value):
    value, error = short_text(254)(value)
    if error:
        return None, error
    if len(value) < 3:
        return None, f"has {len(value)} characters, at least 3 are needed"
    if "@" not in value:
        return None, "has no @"
    return value, None


def date(value):
    """Checks a date of the years 1000 to 9999; it is sent as 'YYYY-MM-DD HH:MM:SS.mmm' in UTC."""
    # pymongo gives a date that python cannot hold as milliseconds
    if isinstance(value, DatetimeMS):
        return None, f"is outside the years 1000 to 9999 ({int(value)} ms since 1970)"
    if not isinstance(value, datetime):
        return None, f"must be a date but is {type_name(value)}"
    if value.year < 1000:
        return None, f"is in the year {value.year}, the years 1000 to 9999 are allowed"
    return value.isoformat(" ", "milliseconds"), None


def quantity(value):
    if isinstance(value, bool) or not isinstance(value, int):
        return None, f"must be an integer but is {type_name(value)}"
    if value < 1 or value > HIGHEST_QUANTITY:
        return None, f"is {value}, 1 to {HIGHEST_QUANTITY} is allowed"
    return int(value), None


def price(value):
    """
    Checks a Decimal128, int or double; it is sent as text with four decimals, such as '9.8000'.
    A decimal is never rounded; a double counts as the 4-decimal value that it is within 0.000001 of.
    """
    if isinstance(value, Decimal128):
        return decimal128_price(value.bid)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None, f"must be a number but is {type_name(value)}"
    number = Decimal(value)
    # a double such as 9.800000000000001 counts as 9.8
    if isinstance(value, float) and abs(value - float(f"{value:.4f}")) <= 0.000001:
        number = Decimal(f"{value:.4f}")
    return decimal_price(number, value)


# a shop has few prices and many lines: each is worked out once
# the key is bid, the bytes of the number, for a decimal128 itself cannot be a key
@lru_cache(maxsize=10_000)
def decimal128_price(bid):
    value = Decimal128.from_bid(bid)
    return decimal_price(value.to_decimal(), value)


def decimal_price(number, value):
    # first of all: what is not a finite number cannot be compared
    if not number.is_finite():
        return None, f"is {value}, a finite number is needed"
    # the range comes before the decimals: quantize() raises an error for a very large number
    if number < 0 or number > HIGHEST_PRICE:
        return None, f"is {value}, 0 to {HIGHEST_PRICE} is allowed"
    if number != number.quantize(FOUR_DECIMALS):
        return None, f"is {value}, at most 4 decimals are allowed"
    return f"{abs(number):.4f}", None


def type_name(value):
    """Returns how a reason names the type of a value, such as 'of type int'; a missing field reads as None."""
    return "missing" if value is None else f"of type {type(value).__name__}"
