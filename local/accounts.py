"""
The accounts behind reconcile.py.

1 every SENT document is compared with its row and lines, 1000 at a time; most are equal, and that is that
2 the few that are not are looked at once more, all documents of an order_id together: an order may have several
  documents, and may have changed or been loaded a moment ago
"""
from collections import Counter
from itertools import islice

from compare_orders import can_be_loaded, difference, expected_row, rows_of
from connections import FIELDS, messages_on_the_way, mongo_orders, mysql_rows

CHUNK = 1000
# the same as in extractor/extract.py, which is not in the container that this runs in
LARGEST_MARKABLE = 16 * 1024 * 1024 - 2048
KINDS = ("missing", "different", "only in MySQL", "rejected with an older good version in MySQL",
         "unknown etl_status", "too large to be marked")


def do_accounts():
    """Returns a dict: for each of KINDS a list of sentences, counts, and to_send_again, a list of _ids."""
    found = {kind: [] for kind in KINDS}
    found["to_send_again"] = []
    counts = Counter()
    known_ids = set()
    suspects = set()
    documents = mongo_orders.find({}, FIELDS)
    while chunk := list(islice(documents, CHUNK)):
        rows = rows_of([document["order_id"] for document in chunk if type(document.get("order_id")) is str])
        for document in chunk:
            judge_document(document, rows, counts, known_ids, suspects, found)
    find_orders_only_in_mysql(known_ids, counts, found)
    found["on_the_way"] = messages_on_the_way()
    for order_ids in chunks_of(sorted(suspects)):
        found["on_the_way"] = max(found["on_the_way"], look_again(order_ids, found))
    return {**found, **counts}


def judge_document(document, rows, counts, known_ids, suspects, found):
    order_id = document.get("order_id")
    status = document.get("etl_status")
    name = f"order {order_id!r}, document {document['document_id']}"
    counts["documents"] += 1
    if type(order_id) is str:
        known_ids.add(order_id)
    if status is None:
        counts["waiting"] += 1
        if document["document_bytes"] > LARGEST_MARKABLE:
            found["too large to be marked"].append(f"{name}: {document['document_bytes']} bytes")
    elif status == "SENT":
        counts["sent"] += 1
        if not can_be_loaded(document):
            found["different"].append(f"{name}: SENT, but changed since into something that is no order")
            found["to_send_again"].append(document["document_id"])
        elif rows.get(order_id) != expected_row(document):
            suspects.add(order_id)
    elif status == "REJECTED" and document.get("etl_reason"):
        counts["rejected"] += 1
        if type(order_id) is str and order_id in rows:
            found["rejected with an older good version in MySQL"].append(f"{name}: {document['etl_reason']}")
    else:
        found["unknown etl_status"].append(f"{name}: etl_status {status!r}, etl_reason {document.get('etl_reason')!r}")


def find_orders_only_in_mysql(known_ids, counts, found):
    last_id = ""
    while True:
        # find the orders behind an id, in the order of their ids, take the first ones, select the id
        rows = mysql_rows("""
            SELECT orders.order_id
            FROM orders
            WHERE orders.order_id > %s
            ORDER BY orders.order_id
            LIMIT 10000
        """, (last_id,))
        if not rows:
            return
        counts["orders"] += len(rows)
        strangers = [row[0] for row in rows if row[0] not in known_ids]
        for order_ids in chunks_of(strangers):
            # one that came into mongodb after its turn is no stranger
            late = {document["order_id"] for document in mongo_orders.find({"order_id": {"$in": order_ids}}, {"_id": 0, "order_id": 1})}
            found["only in MySQL"] += [f"order {order_id!r}" for order_id in order_ids if order_id not in late]
        last_id = rows[-1][0]


def look_again(order_ids, found):
    """Judges these orders; returns how many messages were on the way after their documents and before their rows were read."""
    documents = {}
    for document in mongo_orders.find({"order_id": {"$in": order_ids}}, FIELDS):
        if type(document["order_id"]) is str:
            documents.setdefault(document["order_id"], []).append(document)
    # in this order: what was sent when its document was read, and is not on the way, is in mysql when its row is read
    on_the_way = messages_on_the_way()
    rows = rows_of(order_ids)
    for order_id in order_ids:
        judge_order(order_id, documents.get(order_id, []), rows.get(order_id), found)
    return on_the_way


def judge_order(order_id, documents, row, found):
    sent = [document for document in documents if document.get("etl_status") == "SENT" and can_be_loaded(document)]
    if not sent:
        return
    newest_date = max(document["updated_at"] for document in sent)
    newest = [document for document in sent if document["updated_at"] == newest_date]
    if row is None:
        found["missing"].append(f"order {order_id!r}: SENT, but not in MySQL")
    elif row in [expected_row(document) for document in newest]:
        return
    elif row[3] > newest_date and len(sent) < len(documents):
        # the row is a newer version, whose document waits for its mark or was changed and rejected after it was loaded
        return
    else:
        found["different"].append(f"order {order_id!r}: {difference(row, expected_row(newest[0]))}")
    found["to_send_again"] += [document["document_id"] for document in newest]


def send_again(document_ids):
    """Makes these documents new; returns how many there were."""
    count = 0
    for document_id in document_ids:
        count += mongo_orders.update_one({"_id": {"$eq": document_id}}, {"$set": {"etl_status": None}}).matched_count
    return count


def chunks_of(values):
    return [values[first:first + CHUNK] for first in range(0, len(values), CHUNK)]
