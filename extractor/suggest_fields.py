from difflib import SequenceMatcher
from .order_fields import ITEM_FIELDS, ITEMS_PATH, ORDER_FIELDS, STATUSES
from .validate_order import fields_of, value_at
from .validate_values import (
    cents, date, date_text, email, milliseconds_since_1970, price, price_text, quantity, seconds_since_1970, short_text,
    text_or_number, translated,
)

# so many are enough to see what stands there
MAX_DOCUMENTS = 1000
MAX_FIELDS = 1000
# how alike two names must be, and how many values of a field a check must take: a file may have bad ones
MIN_LIKENESS = 0.6
MIN_SHARE = 0.9
# mongodb's and the extractor's own fields begin so
OURS = ("_id", "etl_")

# the checks that a field may have, as they stand in the table, the strictest one first
IDS = {"short_text(64)": short_text(64), "text_or_number(64)": text_or_number(64)}
WORDS = {"short_text(64)": short_text(64)}
NAMES = {"short_text(200)": short_text(200)}
STATUS = {"translated(STATUSES, short_text(32))": translated(STATUSES, short_text(32))}
DATES = {"date": date, "date_text": date_text, "milliseconds_since_1970": milliseconds_since_1970,
         "seconds_since_1970": seconds_since_1970}
EMAILS = {"email": email}
QUANTITIES = {"quantity": quantity}
PRICES = {"price": price, "price_text": price_text, "cents": cents}

# our name of a field: its checks, and how it is often called
USUAL = {
    "order_id": (IDS, "orderid ordernumber orderno number id"),
    "status": (STATUS, "status state orderstatus financialstatus"),
    "created_at": (DATES, "createdat created placedat orderedat orderdate date"),
    "updated_at": (DATES, "updatedat updated modifiedat modified changedat"),
    "customer_id": (IDS, "customerid buyerid userid clientid customernumber"),
    "customer_name": (NAMES, "customername buyername fullname name"),
    "customer_email": (EMAILS, "customeremail email mail"),
    "customer_country": (WORDS, "customercountry country countrycode"),
    "product_id": (IDS, "productid sku articlenumber itemid"),
    "name": (NAMES, "name title productname description"),
    "category": (WORDS, "category productcategory group producttype"),
    "quantity": (QUANTITIES, "quantity qty count amount pieces"),
    "unit_price": (PRICES, "unitprice price netprice"),
}
USUAL_LISTS = "items lines lineitems orderitems positions products articles"
TWO_NAMES = '("customer_name", "customer", joined(short_text(200), "first_name", "last_name")),  # two fields make one'
# where nothing is found, every order may have the same
MAY_BE_CONSTANT = ("status", "customer_name", "customer_country", "name", "category")


def suggest_lines(documents):
    """
    Takes some documents. Returns the lines of the table that do not fit more than half of them, as they could be: with
    a field that has a usual name, or one like it, and the check that its values pass.
    """
    paths = {path for document in documents for path, value in fields_of(document)}
    lists = sorted({path.split("[]")[0] for path in paths if "[]." in path})
    items_path = ITEMS_PATH
    if lists and ITEMS_PATH not in lists:
        items_path = max(lists, key=lambda path: likeness(path, USUAL_LISTS))
    found_lists = [value_at(document, items_path.split(".")) for document in documents]
    items = [item for found in found_lists if isinstance(found, list) for item in found]
    items_line = [f'ITEMS_PATH = "{items_path}"'] if items_path != ITEMS_PATH else []
    return suggest(ORDER_FIELDS, documents) + items_line + suggest(ITEM_FIELDS, items)


def suggest(fields, documents):
    values = {}
    for document in documents:
        for path, value in fields_of(document):
            if value is not None and "[]" not in path and not path.startswith(OURS):
                if path in values or len(values) < MAX_FIELDS:
                    values.setdefault(path, []).append(value)
    misfits = {name: path for name, path, check in fields
               if share_that_passes(check, [value_at(document, path.split(".")) for document in documents]) < 0.5}
    matches = []
    for name, path in misfits.items():
        checks, usual_names = USUAL.get(name, ({}, ""))
        for candidate, found in values.items():
            score = 2 if candidate == path else likeness(candidate, usual_names)
            if score >= MIN_LIKENESS:
                fitting = [text for text, check in checks.items() if share_that_passes(check, found) >= MIN_SHARE]
                matches += [(score, name, candidate, text) for text in fitting[:1]]
    suggested, taken = {}, {path for name, path, check in fields if name not in misfits}
    # the best match first; a field of the document is suggested once
    for score, name, candidate, text in sorted(matches, key=lambda match: -match[0]):
        if name not in suggested and candidate not in taken:
            suggested[name] = f'("{name}", "{candidate}", {text}),  # {describe(values[candidate][0])}'
            taken.add(candidate)
    if "customer.first_name" in values and "customer_name" in misfits:
        suggested["customer_name"] = TWO_NAMES
    if "updated_at" not in suggested and "created_at" in suggested:
        suggested["updated_at"] = suggested["created_at"].replace("created_at", "updated_at", 1)
    return [suggested.get(name) or without_match(name, path) for name, path in misfits.items()]


def share_that_passes(check, values):
    return sum(check(value)[1] is None for value in values) / len(values) if values else 1


def likeness(path, usual_names):
    """Returns from 0 to 1 how much a field is called like one of these names; the last part of its path counts less."""
    whole = path.lower().replace("_", "").replace("-", "")
    last = whole.split(".")[-1]
    whole = whole.replace(".", "")
    return max((max(SequenceMatcher(None, whole, name).ratio(), 0.95 * SequenceMatcher(None, last, name).ratio())
                for name in usual_names.split()), default=0)


def describe(value):
    names = {"str": "text", "int": "a number", "float": "a number", "datetime": "a date"}
    return f"{names.get(type(value).__name__, type(value).__name__)} such as {str(value)[:40]!r}"


def without_match(name, path):
    if name in MAY_BE_CONSTANT:
        return f'("{name}", "{path}", constant("none")),  # nothing looks like it: a word of your own for all'
    return f"# {name}: nothing in the documents looks like it"
