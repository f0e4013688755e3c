from .order_fields import ITEM_FIELDS, ITEMS_PATH, ORDER_FIELDS, check_of, path_of
from .validate_values import type_name

MAX_REASON = 1000


def split_paths(fields):
    return [(name, path, path.split("."), check) for name, path, check in fields]


# split once, not once an order
ORDER_CHECKS = split_paths(ORDER_FIELDS)
ITEM_CHECKS = split_paths(ITEM_FIELDS)
ITEMS_KEYS = ITEMS_PATH.split(".")
ORDER_ID_KEYS = path_of("order_id").split(".")
check_order_id = check_of("order_id")


def validate_order(document):
    """
    Takes a document of MongoDB's orders, a dict as pymongo gives it.
    Returns (order, None): a flat dict ready for JSON, under our names, with a list of items,
    or (None, reason): all that is wrong with the document, joined by '; '.
    Fields that the contract does not know are left out.
    """
    errors = []
    order = read_fields(document, ORDER_CHECKS, errors, "")
    order["items"] = read_items(value_at(document, ITEMS_KEYS), errors)
    if errors:
        return None, "; ".join(errors)[:MAX_REASON]
    return order, None


def read_items(items, errors):
    if not isinstance(items, list):
        errors.append(f"{ITEMS_PATH} must be a list but is {type_name(items)}")
        return []
    if not items:
        errors.append(f"{ITEMS_PATH} is empty, at least one item is needed")
    lines = []
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            lines.append(read_fields(item, ITEM_CHECKS, errors, f"item {number}: "))
        else:
            errors.append(f"item {number} must be an object but is {type_name(item)}")
    return lines


def read_fields(document, checks, errors, place):
    """Returns the values under our names; adds one sentence to `errors` for each that is wrong."""
    values = {}
    for name, path, keys, check in checks:
        values[name], error = check(value_at(document, keys))
        if error:
            errors.append(f"{place}{path} {error}")
    return values


def value_at(document, keys):
    """Returns the value at a path such as ['customer', 'name'], None where there is none."""
    for key in keys:
        if not isinstance(document, dict):
            return None
        document = document.get(key)
    return document


def fields_of(value, path=""):
    """
    Hands out (path, value) of all values in a document, such as 'customer.name' or 'items[].quantity'.
    A name that has a dot itself is in quotes: no path leads to it.
    """
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            name = f'"{name}"' if "." in name else name
            yield from fields_of(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from fields_of(inner, f"{path}[]")
    elif path:
        yield path, value


def order_id_text(document):
    """Returns the order_id as the message has it, a bad one as short text; None where there is none."""
    value = value_at(document, ORDER_ID_KEYS)
    order_id, error = check_order_id(value)
    if error:
        return None if value is None else str(value)[:100]
    return order_id
