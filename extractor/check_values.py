import math
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from bson import DatetimeMS, Decimal128

HIGHEST_QUANTITY = 1_000_000
HIGHEST_PRICE = Decimal("9999999999.9999")
FOUR_DECIMALS = Decimal("0.0001")


def kind(value):
    """Returns how a reason names the type of a value, such as 'of type int'; a field that is not there reads as None."""
    if value is None:
        return "missing or null"
    return f"of type {type(value).__name__}"


def text_trouble(value, longest):
    """Returns what is wrong with a text of 1 to `longest` characters, or None where it is fine."""
    if type(value) is not str:
        return f"must be text but is {kind(value)}"
    if value == "":
        return "is empty"
    if len(value) > longest:
        return f"has {len(value)} characters, at most {longest} are allowed"
    if "\ufffd" in value:
        return "holds bytes that are not valid UTF-8 text"
    return None


def date_trouble(value):
    """Returns what is wrong with a date of the years 1000 to 9999, or None where it is fine."""
    # pymongo gives a date that python cannot hold as milliseconds
    if isinstance(value, DatetimeMS):
        return f"is outside the years 1000 to 9999 ({int(value)} ms since 1970)"
    if not isinstance(value, datetime):
        return f"must be a date but is {kind(value)}"
    if value.year < 1000:
        return f"is in the year {value.year}, the years 1000 to 9999 are allowed"
    return None


def quantity_trouble(value):
    """Returns what is wrong with a whole number of 1 to 1,000,000, or None where it is fine."""
    if isinstance(value, bool) or not isinstance(value, int):
        return f"must be a whole number but is {kind(value)}"
    if value < 1 or value > HIGHEST_QUANTITY:
        return f"is {value}, 1 to {HIGHEST_QUANTITY} is allowed"
    return None


def read_price(value):
    """
    Takes a Decimal128, int or double and returns (text, trouble), one of them None.
    The text is the price with four decimals, such as '9.8000'. A decimal is never rounded; a double such as
    9.800000000000001 counts as the 4-decimal value that it is within 0.000001 of.
    """
    if isinstance(value, Decimal128):
        return read_decimal128(value.bid)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None, f"is {value}, a finite number is needed"
        near = f"{value:.4f}"
        if abs(value - float(near)) <= 0.000001:
            return check_price(Decimal(near), value)
        return check_price(Decimal(value), value)
    if isinstance(value, int) and not isinstance(value, bool):
        return check_price(Decimal(value), value)
    return None, f"must be a number but is {kind(value)}"


# a shop has few prices and many lines, so each price is worked out once and then remembered
# it is remembered by its bytes, bid, for a decimal128 itself cannot be a key
@lru_cache(maxsize=10_000)
def read_decimal128(bid):
    value = Decimal128.from_bid(bid)
    price = value.to_decimal()
    # first of all: what is not a number cannot be compared
    if not price.is_finite():
        return None, f"is {value}, a finite number is needed"
    return check_price(price, value)


def check_price(price, value):
    # the range comes first: quantize() raises an error for a very large number
    if price < 0 or price > HIGHEST_PRICE:
        return None, f"is {value}, 0 to {HIGHEST_PRICE} is allowed"
    if price != price.quantize(FOUR_DECIMALS):
        return None, f"is {value}, at most 4 decimals are allowed"
    return f"{abs(price):.4f}", None
