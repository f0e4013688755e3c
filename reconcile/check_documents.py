from datetime import datetime
from .compare_orders import find_difference, read_stored_orders
from .compare_texts import add_texts
from .read_documents import order_id_of, read_documents, read_version
from .report import note

# the same as in extractor/claim_orders.py, which is not in this service's container
LARGEST_MARKABLE = 16 * 1024 * 1024 - 2048


def check_documents(stored_ids, found):
    """
    Goes through all documents once, counts each under its state, and compares the SENT ones with MySQL.
    Takes the ids of all orders in MySQL. Returns a dict: the _ids of each order_id's documents, the order_ids to look
    at once more, the newest texts of each customer and product, and the _ids of documents whose version MySQL does not
    show, though it may show their texts.
    The ids of all orders and the texts of all customers and products are in memory: 65 MB more for each 100,000 orders.
    """
    seen = {"document_ids": {}, "mismatches": set(), "newest": {"customers": {}, "products": {}}, "other_ids": []}
    without_document, without_sent, rejected = set(stored_ids), set(stored_ids), []
    for documents in read_documents({}):
        sent = []
        for document in documents:
            order_id = order_id_of(document)
            if type(order_id) is str:
                seen["document_ids"].setdefault(order_id, []).append(document["document_id"])
                without_document.discard(order_id)
            state = count_document(document, found)
            if state == "SENDING":
                seen["other_ids"].append(document["document_id"])
            elif state == "REJECTED" and type(order_id) is str and order_id in without_sent:
                rejected.append((order_id, f"{name_of(document)}: {document['etl_reason']}"))
            elif state == "SENT":
                sent.append(document)
        without_sent.difference_update(order["order_id"] for order in compare_sent(sent, seen, found))
    for order_id, text in rejected:
        if order_id in without_sent:
            note(found, "rejected with an older version in MySQL", text)
    for order_id in sorted(without_document):
        note(found, "only in MySQL", f"order {order_id!r}")
    for order_id, document_ids in seen["document_ids"].items():
        if len(document_ids) > 1:
            names = ", ".join(repr(document_id) for document_id in document_ids)
            note(found, "several documents with one order_id", f"order {order_id!r}: the documents {names}")
    return seen


def count_document(document, found):
    """Counts a document under its state and returns the state, None where it is new or nothing that is known."""
    status = document.get("etl_status")
    if status == "SENT" or status == "REJECTED" and document.get("etl_reason"):
        found["counts"][status] += 1
        return status
    if status == "SENDING":
        note(found, "SENDING", f"{name_of(document)}: claimed at {document.get('etl_at')}")
        if isinstance(document.get("etl_at"), datetime):
            seconds = (found["began"] - document["etl_at"]).total_seconds()
            found["SENDING seconds"] = max(found["SENDING seconds"], seconds)
        return status
    if status is not None:
        note(found, "unknown etl_status", f"{name_of(document)}: {status!r}, etl_reason {document.get('etl_reason')!r}")
    elif document["document_bytes"] >= LARGEST_MARKABLE:
        # it is not new: no extractor claims it, and it would look as if it were in flight for ever
        note(found, "too large to be marked", f"{name_of(document)}: {document['document_bytes']} bytes")
    else:
        note(found, "new", name_of(document))
    return None


def compare_sent(documents, seen, found):
    """Compares SENT documents with MySQL; returns the orders that they are."""
    orders = []
    for document in documents:
        order = read_version(document)
        if order is None:
            note(found, "different", f"{name_of(document)}: SENT, but changed since into something that is no order")
            found["resend"].append(document["document_id"])
        else:
            orders.append((order, document["document_id"]))
    stored = read_stored_orders([order["order_id"] for order, document_id in orders])
    for order, document_id in orders:
        row, lines = stored.get(order["order_id"], (None, []))
        if row is None or find_difference(order, row, lines):
            seen["mismatches"].add(order["order_id"])
        at_once = row and row["read_at"] == order["read_at"] and row["updated_at"] != order["updated_at"]
        if row and (row["read_at"] > order["read_at"] or at_once):
            # of two documents with one order_id the other one is in mysql, and its texts count
            seen["other_ids"].append(document_id)
        else:
            add_texts(seen["newest"], order, document_id)
    return [order for order, document_id in orders]


def name_of(document):
    return f"order {order_id_of(document)!r}, document {document['document_id']!r}"
