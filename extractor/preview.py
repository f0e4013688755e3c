"""
Preview - Validates what is new in MongoDB, or a file, and sends and marks nothing. It prints which lines of the
contract do not fit and which would, each status and each reason to reject an order with its count, and how many would
be sent
"""
import signal
import sys
from collections import Counter, namedtuple
from tqdm import tqdm
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .find_new_orders import IS_NEW
from .order_fields import ITEM_FIELDS, ITEMS_PATH, ORDER_FIELDS, STATUSES, check_of, path_of
from .read_orders_file import read_orders_file
from .suggest_fields import MAX_DOCUMENTS, OURS, suggest_lines
from .validate_order import fields_of, order_id_text, validate_order, value_at

KNOWN_FIELDS = [path for name, path, check in ORDER_FIELDS] + [ITEMS_PATH]
KNOWN_FIELDS += [f"{ITEMS_PATH}[].{path}" for name, path, check in ITEM_FIELDS]
# a part of what a check takes as a whole is known too
KNOWN_BEGINNINGS = OURS + tuple(f"{path}." for path in KNOWN_FIELDS if path != ITEMS_PATH)
STATUS_KEYS = path_of("status").split(".")
check_status = check_of("status")
# reports leave these out
NO_REVENUE = ("CANCELLED", "REFUNDED", "DELETED")
DONE = IS_NEW["$nin"]
# at most a screen, and a million orders may have a million reasons
MAX_LINES = 10
MAX_REASON = 300
MAX_COUNTS = 1000

Preview = namedtuple("Preview", "outcomes reasons examples statuses unknown lines")


def preview(documents):
    """
    Takes documents one after the other. Returns a Preview: Counters of the `outcomes` (sent, rejected, or a mark of the
    extractor), the `reasons`, the `statuses` and the `unknown` fields; {reason: an order_id} as `examples`; and the
    `lines` of the contract that would fit better.
    """
    found = Preview(Counter(), Counter(), {}, Counter(), Counter(), [])
    first_documents = []
    for document in documents:
        order, reason = validate_order(document)
        mark = document.get("etl_status")
        found.outcomes[mark if mark in DONE else "rejected" if reason else "sent"] += 1
        if reason:
            found.examples.setdefault(count(found.reasons, reason), order_id_text(document))
        status, error = check_status(value_at(document, STATUS_KEYS))
        if error is None:
            count(found.statuses, status)
        # a field counts once a document, in the order in which they stand there
        for field in dict.fromkeys(path for path, value in fields_of(document)):
            if field not in KNOWN_FIELDS and not field.startswith(KNOWN_BEGINNINGS):
                count(found.unknown, field)
        if len(first_documents) < MAX_DOCUMENTS and len(str(document)) < 10_000:
            first_documents.append(document)
    found.lines.extend(suggest_lines(first_documents))
    return found


def count(counter, key):
    """Counts a key, or 'others' where there are many; returns what was counted."""
    key = key if key in counter or len(counter) < MAX_COUNTS else "others"
    counter[key] += 1
    return key


def print_preview(found):
    if found.lines:
        print("these lines of extractor/order_fields.py do not fit these documents; lines that would:")
        print(*(f"    {line}" for line in found.lines), sep="\n")
    for field in [field for field in found.unknown if '"' in field][:MAX_LINES]:
        print(f"the field {field} has a dot in its own name, and no path leads to it: give it another name in the file")
    if found.unknown:
        print("no table has the fields:", shorten(found.unknown.most_common()))
    for status, n in found.statuses.most_common(MAX_LINES):
        word = "" if status in STATUSES.values() else ", a word that is not in STATUSES"
        print(f"status {status}: {n} orders, {'no revenue' if status in NO_REVENUE else 'counts as revenue'}{word}")
    if len(found.statuses) > MAX_LINES:
        print("and", shorten(found.statuses.most_common()[MAX_LINES:]))
    for reason, n in found.reasons.most_common(MAX_LINES):
        reason_text = reason if len(reason) <= MAX_REASON else reason[:MAX_REASON] + "..."
        print(f"{n} x {reason_text} (such as order {found.examples[reason]!r})")
    if len(found.reasons) > MAX_LINES:
        print(f"and {len(found.reasons) - MAX_LINES} other reasons")
    for mark in DONE:
        if found.outcomes[mark]:
            print(f"{found.outcomes[mark]} have etl_status {mark}: in MongoDB they count as done, and are sent only "
                  "after extractor.resend")
    print(f"{found.outcomes['sent']} orders would be sent, {found.outcomes['rejected']} would be rejected")


def shorten(counts):
    words = ", ".join(f"{key} ({n})" for key, n in counts[:MAX_LINES])
    return words + (f" and {len(counts) - MAX_LINES} more" if len(counts) > MAX_LINES else "")


if __name__ == "__main__":
    # where `| head` has read enough this ends without an error, as other programs do
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if len(sys.argv) > 2:
        sys.exit("usage: python -m extractor.preview, or python -m extractor.preview FILE")
    if len(sys.argv) == 2:
        print(f"file {sys.argv[1]}")
        documents = read_orders_file(sys.argv[1])
    else:
        print(mongo.address())
        documents = mongo.collection(MONGO_COLLECTION).find({"etl_status": IS_NEW}, {"_id": 0})
    found = preview(tqdm(documents, "preview", disable=None, unit=" orders"))
    print_preview(found)
