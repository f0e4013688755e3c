from difflib import SequenceMatcher
from .order_fields import ITEM_FIELDS, ITEMS_PATH, ORDER_FIELDS, STATUSES
from .validate_order import value_at
from .validate_values import (
    cents, date, date_text, email, milliseconds_since_1970, price, price_text, quantity, seconds_since_1970, short_text,
    text_or_number, translated,
)

# so many documents, and so many values of each field, are enough to see what stands there
MAX_DOCUMENTS = 1000
MAX_VALUES = 100
MAX_FIELDS = 1000

# the checks that a field may have, as they stand in the table, the strictest one first
IDS = (("short_text(64)", short_text(64)), ("text_or_number(64)", text_or_number(64)))
NAMES = (("short_text(200)", short_text(200)),)
WORDS = (("short_text(64)", short_text(64)),)
STATUS = (("translated(STATUSES, short_text(32))", translated(STATUSES, short_text(32))),)
DATES = (("date", date), ("date_text", date_text), ("milliseconds_since_1970", milliseconds_since_1970),
         ("seconds_since_1970", seconds_since_1970))
EMAILS = (("email", email),)
QUANTITIES = (("quantity", quantity),)
PRICES = (("price", price), ("price_text", price_text), ("cents", cents))

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


def fields_of(value, path=""):
    """
    Hands out (path, value) of all values in a document, such as 'customer.name' or 'items[].quantity', without ours.
    A name that has a dot itself is in quotes: no path leads to it.
    """
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            if path or not (name == "_id" or name.startswith("etl_")):
                name = f'"{name}"' if "." in name else name
                yield from fields_of(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from fields_of(inner, f"{path}[]")
    elif path:
        yield path, value


def remember_values(values, document):
    """Adds what stands in a document to `values`, {path: some of its values}."""
    for path, value in fields_of(document):
        if path in values or len(values) < MAX_FIELDS:
            known = values.setdefault(path, [])
            # a longer text is none of the fields
            if value is not None and len(known) < MAX_VALUES and len(str(value)) <= 300:
                known.append(value)


def suggest_lines(documents, values):
    """
    Takes some documents, and the {path: values} of them. Returns the lines of the table that do not fit more than half
    of them, as they could be: a field that has a usual name, or one like it, and the check that its values pass.
    """
    lists = {path.split("[]")[0] for path in values if "[]." in path}
    best_list = max(sorted(lists), key=lambda path: likeness(path, USUAL_LISTS), default=ITEMS_PATH)
    items_path = ITEMS_PATH if ITEMS_PATH in lists else best_list
    item_lists = [value_at(document, items_path.split(".")) for document in documents]
    items = [item for item_list in item_lists if isinstance(item_list, list) for item in item_list]
    of_orders = {path: found for path, found in values.items() if "[]" not in path}
    of_items = {path.removeprefix(items_path + "[]."): found for path, found in values.items()
                if path.startswith(items_path + "[].") and path.count("[]") == 1}
    lines = suggest(ORDER_FIELDS, documents, of_orders)
    if items_path != ITEMS_PATH:
        lines.append(f'ITEMS_PATH = "{items_path}"')
    return lines + suggest(ITEM_FIELDS, items, of_items)


def suggest(fields, documents, values):
    misfits = [field for field in fields if does_not_fit(field, documents)]
    matches = []
    for name, path, check in misfits:
        checks, usual_names = USUAL.get(name, ((), ""))
        for candidate, found in values.items():
            text = next((text for text, check in checks if found and passes(check, found)), None)
            score = 2 if candidate == path else likeness(candidate, usual_names)
            if text and score >= 0.6:
                matches.append((score, name, candidate, text))
    suggested, taken = {}, set()
    # the best match first; a field of the document is suggested once
    for score, name, candidate, text in sorted(matches, key=lambda match: -match[0]):
        if name not in suggested and candidate not in taken:
            suggested[name] = f'("{name}", "{candidate}", {text}),  # {describe(values[candidate][0])}'
            taken.add(candidate)
    if "customer.first_name" in values and "customer_name" in [name for name, path, check in misfits]:
        suggested["customer_name"] = TWO_NAMES
    if "updated_at" not in suggested and "created_at" in suggested:
        suggested["updated_at"] = suggested["created_at"].replace("created_at", "updated_at", 1)
    return [suggested.get(name) or without_match(name, path) for name, path, check in misfits]


def does_not_fit(field, documents):
    name, path, check = field
    bad = [document for document in documents if check(value_at(document, path.split(".")))[1]]
    return len(bad) > len(documents) / 2


def passes(check, found):
    """Nine values of ten are enough: a file may have bad ones."""
    return sum(check(value)[1] is None for value in found) >= 0.9 * len(found)


def likeness(path, usual_names):
    """Returns from 0 to 1 how much a field is called like one of these names; the last part of its path counts less."""
    whole, last = plain(path), plain(path.split(".")[-1])
    return max((max(SequenceMatcher(None, whole, name).ratio(), 0.95 * SequenceMatcher(None, last, name).ratio())
                for name in usual_names.split()), default=0)


def plain(path):
    return path.lower().replace("_", "").replace(".", "").replace("-", "")


def describe(value):
    names = {"str": "text", "int": "a number", "float": "a number", "datetime": "a date"}
    return f"{names.get(type(value).__name__, type(value).__name__)} such as {str(value)[:40]!r}"


def without_match(name, path):
    if name in MAY_BE_CONSTANT:
        return f'("{name}", "{path}", constant("none")),  # nothing looks like it: a word of your own for all'
    return f"# {name}: nothing in the documents looks like it"
