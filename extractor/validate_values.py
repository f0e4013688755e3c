"""
Each check takes a value of a document. It returns (the value for the message, None), or (None, what is wrong).
"""
import re
from calendar import monthrange
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from bson import DatetimeMS, Decimal128

MAX_QUANTITY = 1_000_000
MAX_PRICE = Decimal("9999999999.9999")
MAX_CENTS = 999_999_999_999
FOUR_DECIMALS = Decimal("0.0001")
# what an int64 holds, and up to where each whole number has a double of its own
MAX_INTEGER = 2**63 - 1
MAX_WHOLE_DOUBLE = 2**53
EPOCH = datetime(1970, 1, 1)
ONE_MILLISECOND = timedelta(milliseconds=1)
MIN_DATE_MS = (datetime(1000, 1, 1) - EPOCH) // ONE_MILLISECOND
MAX_DATE_MS = (datetime(9999, 12, 31, 23, 59, 59, 999000) - EPOCH) // ONE_MILLISECOND
# a smaller number of milliseconds is before 1973, and surely a number of seconds
MIN_MILLISECONDS = 100_000_000_000
ISO_DATE = re.compile(
    r"([1-9]\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?(Z|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?)?",
    re.ASCII | re.IGNORECASE,
)
PRICE_TEXT = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)


def type_name(value):
    """Returns how a reason names the type of a value, such as 'of type int'; a missing field reads as None."""
    return "missing" if value is None else f"of type {type(value).__name__}"


# texts, ids and words


def short_text(max_length):
    """Returns the check of a text with 1 to `max_length` characters."""
    def check(value):
        if type(value) is not str:
            return None, f"must be text but is {type_name(value)}"
        if value == "":
            return None, "is empty"
        if len(value) > max_length:
            return None, f"has {len(value)} characters, at most {max_length} are allowed"
        # pymongo puts this character where bytes are not valid utf-8
        if "\ufffd" in value:
            return None, "has the character U+FFFD (\ufffd), which stands for bytes that are not valid UTF-8"
        return value, None
    return check


def text_or_number(max_length):
    """Returns the check of an id that is text or a whole number: 42, 42.0 and '42' are one id. True is no number."""
    def check(value):
        if isinstance(value, (int, float, Decimal128)) and not isinstance(value, bool):
            value, error = whole_number(value)
            if error:
                return None, error
            value = str(value)
        if type(value) is not str:
            return None, f"must be text or a whole number but is {type_name(value)}"
        return short_text(max_length)(value)
    return check


def translated(words, check):
    """Returns the check of a text that is looked up in a table of words, in capitals or not; an unknown word stays."""
    def check_word(value):
        if type(value) is str:
            value = words.get(value.lower(), value)
        return check(value)
    return check_word


def joined(check, *names):
    """Returns the check of an object some of whose texts make one, as joined(short_text(200), 'first', 'last')."""
    def check_joined(value):
        if not isinstance(value, dict):
            return None, f"must be an object but is {type_name(value)}"
        texts = [value[name] for name in names if value.get(name) is not None]
        for text in texts:
            if type(text) is not str:
                return None, f"must hold texts but one is {type_name(text)}"
        return check(" ".join(texts))
    return check_joined


check_email_text = short_text(254)


def email(value):
    text, error = check_email_text(value)
    if error is None and len(text) < 3:
        error = f"has {len(text)} characters, at least 3 are needed"
    if error is None and "@" not in text:
        error = "has no @"
    return (None, error) if error else (text, None)


# what may be missing, and what every order has


def with_default(check, default):
    """Returns the check of a field that counts as `default` where it is missing or null."""
    def check_or_default(value):
        return (default, None) if value is None else check(value)
    return check_or_default


def optional(check):
    """Returns the check of a field that may be missing or null, such as optional(short_text(32))."""
    return with_default(check, None)


def constant(value_of_all):
    """Returns the check of a field that is the same in every order, such as constant('web'), whatever its path."""
    def check(value):
        return value_of_all, None
    return check


# dates; each is sent in utc, as 2026-01-05 10:00:00.123


def date(value):
    """Checks a date of the years 1000 to 9999."""
    # pymongo gives a date that python cannot hold as milliseconds
    if isinstance(value, DatetimeMS):
        return None, f"is outside the years 1000 to 9999 ({int(value)} ms since 1970)"
    if not isinstance(value, datetime):
        return None, f"must be a date but is {type_name(value)}"
    if value.year < 1000:
        return None, f"is in the year {value.year}, the years 1000 to 9999 are allowed"
    return value.isoformat(" ", "milliseconds"), None


def date_text(value):
    """Checks a date as ISO 8601 text, such as '2026-01-05T10:00:00+02:00' or '2026-01-05'; without a zone it is UTC."""
    if type(value) is not str:
        return None, f"must be text but is {type_name(value)}"
    found = ISO_DATE.fullmatch(value)
    if not found or int(found[3]) > monthrange(int(found[1]), int(found[2]))[1]:
        return None, f"is {value[:40]!r}, a date such as 2026-01-05T10:00:00Z is needed"
    moment = datetime.fromisoformat(value.upper())
    in_utc = moment.replace(tzinfo=None) - EPOCH - (moment.utcoffset() or timedelta())
    return date_of(in_utc // ONE_MILLISECOND)


def seconds_since_1970(value):
    number, error = finite_number(value)
    return (None, error) if error else date_of(number * 1000)


def milliseconds_since_1970(value):
    number, error = finite_number(value)
    if error is None and abs(number) < MIN_MILLISECONDS:
        error = f"is {value}, which looks like seconds since 1970"
    return (None, error) if error else date_of(number)


def date_of(milliseconds):
    if milliseconds < MIN_DATE_MS or milliseconds > MAX_DATE_MS:
        return None, f"is outside the years 1000 to 9999 ({milliseconds} ms since 1970)"
    return (EPOCH + ONE_MILLISECOND * round(milliseconds)).isoformat(" ", "milliseconds"), None


# quantities and prices; a price is sent as text with four decimals, such as '9.8000'


def quantity(value):
    if isinstance(value, bool) or not isinstance(value, int):
        return None, f"must be an integer but is {type_name(value)}"
    if value < 1 or value > MAX_QUANTITY:
        return None, f"is {value}, 1 to {MAX_QUANTITY} is allowed"
    return int(value), None


def price(value):
    """
    Checks a Decimal128, int or double.
    A decimal is never rounded; a double counts as the 4-decimal value that it is within 0.000001 of.
    """
    if isinstance(value, Decimal128):
        return decimal128_price(value.bid)
    number, error = finite_number(value)
    if error:
        return None, error
    # a double such as 9.800000000000001 counts as 9.8
    if isinstance(value, float) and abs(value - float(f"{value:.4f}")) <= 0.000001:
        number = Decimal(f"{value:.4f}")
    return decimal_price(number, value)


def price_text(value):
    """Checks a price as text, digits with a dot or without, such as '12.90'."""
    if type(value) is not str:
        return None, f"must be text but is {type_name(value)}"
    if not PRICE_TEXT.fullmatch(value):
        return None, f"is {value[:40]!r}, digits such as 12.90 are needed"
    return decimal_price(Decimal(value), value)


def cents(value):
    """Checks an amount in the smallest unit of money, a whole number: 1290 is sent as '12.9000'."""
    number, error = whole_number(value)
    if error is None and (number < 0 or number > MAX_CENTS):
        error = f"is {number}, 0 to {MAX_CENTS} is allowed"
    return (None, error) if error else (f"{Decimal(number) / 100:.4f}", None)


# a shop has few prices and many lines, so each is worked out once: without this 10,000 orders of four lines take
# 0.55 instead of 0.21 seconds; the key is bid, the bytes of the number, for a decimal128 itself cannot be a key
@lru_cache(maxsize=10_000)
def decimal128_price(bid):
    value = Decimal128.from_bid(bid)
    number, error = finite_number(value)
    return (None, error) if error else decimal_price(number, value)


def decimal_price(number, value):
    # the range comes before the decimals: quantize() raises an error for a very large number
    if number < 0 or number > MAX_PRICE:
        return None, f"is {value}, 0 to {MAX_PRICE} is allowed"
    if number != number.quantize(FOUR_DECIMALS):
        return None, f"is {value}, at most 4 decimals are allowed"
    return f"{abs(number):.4f}", None


def finite_number(value):
    """Returns an int, double or Decimal128 as an exact Decimal and None, or None and what is wrong."""
    # for python true is a number
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal128)):
        return None, f"must be a number but is {type_name(value)}"
    number = value.to_decimal() if isinstance(value, Decimal128) else Decimal(value)
    return (number, None) if number.is_finite() else (None, f"is {value}, a finite number is needed")


def whole_number(value):
    """Returns a number without decimals, such as 42, 42.0 or Decimal128('42'), as an int and None, or what is wrong."""
    number, error = finite_number(value)
    if error:
        return None, error
    max_number = MAX_WHOLE_DOUBLE if isinstance(value, float) else MAX_INTEGER
    # the range comes first: of a decimal such as 1e+6111 int() makes 6,000 digits
    if abs(number) > max_number:
        return None, f"is {value}, at most {max_number} is exact"
    if number != int(number):
        return None, f"is {value}, a whole number is needed"
    return int(number), None
