"""
Preview - Validates what is new in MongoDB, or a file, and sends and marks nothing. It prints how many orders would be
sent, each reason to reject one with its count and an example, and the fields that no table has
"""
import sys
from collections import Counter
from pathlib import Path
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .order_fields import ITEM_FIELDS, ITEMS_PATH, ORDER_FIELDS, path_of
from .read_orders_file import read_orders_file
from .validate_order import validate_order, value_at

KNOWN_FIELDS = {path for name, path, check in ORDER_FIELDS} | {ITEMS_PATH}
KNOWN_FIELDS |= {f"{ITEMS_PATH}[].{path}" for name, path, check in ITEM_FIELDS}


def preview(documents):
    """
    Takes documents one after the other. Returns (good, reasons, examples, unknown): how many would be sent,
    a Counter of the reasons, {reason: the order_id of one example}, and a Counter of the fields that no table has.
    """
    good, reasons, examples, unknown = 0, Counter(), {}, Counter()
    for document in documents:
        order, reason = validate_order(document)
        if reason is None:
            good += 1
        else:
            reasons[reason] += 1
            examples.setdefault(reason, value_at(document, path_of("order_id").split(".")))
        unknown.update(field for field in set(fields_of(document)) if field not in KNOWN_FIELDS)
    return good, reasons, examples, unknown


def fields_of(value, path=""):
    """Hands out the paths of all values in a document, such as 'customer.name' or 'items[].quantity', without ours."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            if path or not (name == "_id" or name.startswith("etl_")):
                yield from fields_of(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from fields_of(inner, f"{path}[]")
    elif path:
        yield path


def print_preview(good, reasons, examples, unknown):
    print(f"{good} orders would be sent, {reasons.total()} would be rejected")
    for reason, count in reasons.most_common():
        print(f"{count} x {reason} (such as order {examples[reason]!r})")
    for field, count in unknown.most_common():
        print(f"no table has the field {field}: {count} orders have it")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit("usage: python -m extractor.preview, or python -m extractor.preview FILE")
    if len(sys.argv) == 2:
        print(f"file {sys.argv[1]}")
        print_preview(*preview(read_orders_file(Path(sys.argv[1]))))
    else:
        mongo.print_address()
        print_preview(*preview(mongo.collection(MONGO_COLLECTION).find({"etl_status": None}, {"_id": 0})))
