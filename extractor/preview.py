"""
Preview - Validates what is new in MongoDB, or a file, and sends and marks nothing. It prints which lines of the
contract do not fit and which would, each status and each reason to reject an order with its count, and how many would
be sent
"""
import sys
from collections import Counter, namedtuple
from tqdm import tqdm
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .find_new_orders import IS_NEW
from .order_fields import ITEM_FIELDS, ITEMS_PATH, ORDER_FIELDS, STATUSES, check_of, path_of
from .read_orders_file import open_orders_file, read_orders_file
from .suggest_fields import MAX_DOCUMENTS, MAX_FIELDS, fields_of, remember_values, suggest_lines
from .validate_order import order_id_text, validate_order, value_at

KNOWN_FIELDS = tuple(path for name, path, check in ORDER_FIELDS) + (ITEMS_PATH,)
KNOWN_FIELDS += tuple(f"{ITEMS_PATH}[].{path}" for name, path, check in ITEM_FIELDS)
KNOWN_OBJECTS = tuple(f"{path}." for path in KNOWN_FIELDS if path != ITEMS_PATH)
STATUS_KEYS = path_of("status").split(".")
check_status = check_of("status")
# reports leave these out
NO_REVENUE = ("CANCELLED", "REFUNDED", "DELETED")
# at most a screen
MAX_LINES = 10
MAX_REASON = 300

Preview = namedtuple("Preview", "sent rejected marked reasons examples statuses unknown lines")


def preview(documents):
    """
    Takes documents one after the other. Returns a Preview: how many would be `sent` and `rejected`, Counters of those
    `marked` by an extractor, of the `reasons`, the `statuses` and the `unknown` fields, {reason: an order_id} as
    `examples`, and the `lines` of the contract that would fit better.
    """
    sent = rejected = 0
    marked, reasons, examples, statuses, unknown = Counter(), Counter(), {}, Counter(), Counter()
    first_documents, values = [], {}
    for document in documents:
        order, reason = validate_order(document)
        if document.get("etl_status") in IS_NEW["$nin"]:
            marked[document["etl_status"]] += 1
        elif reason is None:
            sent += 1
        else:
            rejected += 1
        if reason:
            reason = count(reasons, reason)
            examples.setdefault(reason, order_id_text(document))
        status, error = check_status(value_at(document, STATUS_KEYS))
        if error is None:
            count(statuses, status)
        for field in {path for path, value in fields_of(document) if not is_known(path)}:
            count(unknown, field)
        if len(first_documents) < MAX_DOCUMENTS and len(str(document)) < 10_000:
            first_documents.append(document)
            remember_values(values, document)
    lines = suggest_lines(first_documents, values)
    return Preview(sent, rejected, marked, reasons, examples, statuses, unknown, lines)


def count(counter, key):
    """Counts a key, or 'others' where there are many: a million orders may have a million reasons."""
    if key not in counter and len(counter) >= MAX_FIELDS:
        key = "others"
    counter[key] += 1
    return key


def is_known(path):
    # a part of what a check takes as a whole is known too
    return path in KNOWN_FIELDS or path.startswith(KNOWN_OBJECTS)


def print_preview(found):
    if found.lines:
        print("these lines of extractor/order_fields.py do not fit these documents; lines that would:")
        print(*(f"    {line}" for line in found.lines), sep="\n")
    for field in [field for field in found.unknown if '"' in field][:MAX_LINES]:
        print(f"the field {field} has a dot in its own name, and no path leads to it: give it another name in the file")
    if found.unknown:
        print("no table has the fields:", shorten([f"{field} ({n})" for field, n in found.unknown.most_common()]))
    for status, n in found.statuses.most_common(MAX_LINES):
        word = "" if status in STATUSES.values() else ", a word that is not in STATUSES"
        print(f"status {status}: {n} orders, {'no revenue' if status in NO_REVENUE else 'counts as revenue'}{word}")
    if len(found.statuses) > MAX_LINES:
        print("and", shorten([f"{status} ({n})" for status, n in found.statuses.most_common()[MAX_LINES:]]))
    for reason, n in found.reasons.most_common(MAX_LINES):
        reason_text = reason if len(reason) <= MAX_REASON else reason[:MAX_REASON] + "..."
        print(f"{n} x {reason_text} (such as order {found.examples[reason]!r})")
    if len(found.reasons) > MAX_LINES:
        print(f"and {len(found.reasons) - MAX_LINES} other reasons")
    for status, n in found.marked.items():
        print(f"{n} have etl_status {status}: in MongoDB they count as done, and are sent only after extractor.resend")
    print(f"{found.sent} orders would be sent, {found.rejected} would be rejected")


def shorten(words):
    return ", ".join(words[:MAX_LINES]) + (f" and {len(words) - MAX_LINES} more" if len(words) > MAX_LINES else "")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit("usage: python -m extractor.preview, or python -m extractor.preview FILE")
    if len(sys.argv) == 2:
        print(f"file {sys.argv[1]}")
        documents = read_orders_file(sys.argv[1], open_orders_file(sys.argv[1]))
    else:
        mongo.print_address()
        documents = mongo.collection(MONGO_COLLECTION).find({"etl_status": IS_NEW}, {"_id": 0})
    print_preview(preview(tqdm(documents, "preview", disable=None, unit=" orders")))
