from datetime import datetime
from .compare_orders import find_difference
from .compare_texts import add_newest
from .read_documents import read_documents
from .read_rows import read_stored_orders
from .report import note

# the same as in extractor/claim_orders.py, which is not in this service's container
LARGEST_MARKABLE = 16 * 1024 * 1024 - 2048


def check_documents(order_ids, deleted_ids, found):
    """
    Goes through all documents once, counts each under its state, and compares the SENT ones with MySQL.
    Takes the ids of all orders in MySQL as a set, and those of the DELETED ones. Returns a dict: the _ids of each
    order_id's documents, the claims (read_at) to be rechecked, the newest texts, the documents that were replaced.
    All of this is in memory: up to 210 MB for each 100,000 orders, where all of them are missing in MySQL.
    """
    seen = {"document_ids": {}, "mismatches": {}, "newest": {}, "replaced": set()}
    for documents in read_documents({}):
        for document in documents:
            if document["order_id"] is not None:
                seen["document_ids"].setdefault(document["order_id"], []).append(document["document_id"])
            count_document(document, order_ids, found)
        compare_sent([document for document in documents if document["status"] == "SENT" and document["order"]], seen)

    gone = order_ids.difference(seen["document_ids"])
    found["counts"]["deleted"] = len(gone & deleted_ids)
    found["gone"] = sorted(gone - deleted_ids)
    for order_id in found["gone"]:
        note(found, "only in MySQL", f"order {order_id!r}")
    for order_id, document_ids in seen["document_ids"].items():
        if len(document_ids) > 1:
            names = ", ".join(repr(document_id) for document_id in document_ids)
            note(found, "several documents with one order_id", f"order {order_id!r}: the documents {names}")
    return seen


def count_document(document, order_ids, found):
    name, status, reason, etl_at = document["name"], document["status"], document["reason"], document["etl_at"]
    if status == "SENT":
        found["counts"]["SENT"] += 1
        if document["order"] is None:
            note(found, "different", f"{name}: SENT, but changed since into something that is no order")
            found["resend"].append(document["document_id"])
    elif status == "REJECTED" and reason:
        found["counts"]["REJECTED"] += 1
        if document["order_id"] in order_ids:
            note(found, "rejected with an older version in MySQL", f"{name}: {reason}")
    elif status == "SENDING":
        note(found, "SENDING", f"{name}: claimed at {etl_at}")
        if isinstance(etl_at, datetime):
            found["SENDING seconds"] = max(found["SENDING seconds"], (found["began"] - etl_at).total_seconds())
    elif status is not None:
        note(found, "unknown etl_status", f"{name}: {status!r}, etl_reason {reason!r}")
    elif document["bytes"] >= LARGEST_MARKABLE:
        # it is not new: no extractor claims it, and it would look as if it were in flight for ever
        note(found, "too large to be marked", f"{name}: {document['bytes']} bytes")
    else:
        note(found, "new", name)


def compare_sent(documents, seen):
    stored = read_stored_orders([document["order_id"] for document in documents])
    for document in documents:
        order = document["order"]
        row, lines = stored.get(order["order_id"], (None, []))
        if row is None or find_difference(order, row, lines):
            seen["mismatches"].setdefault(order["order_id"], []).append(order["read_at"])
        add_newest(seen["newest"], order, document["document_id"])
        # by another document with this order_id: the loader may have taken the texts of this one, or not
        if row and row["read_at"] > order["read_at"]:
            seen["replaced"].add(repr(document["document_id"]))
