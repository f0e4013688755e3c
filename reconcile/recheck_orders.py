from .compare_orders import find_difference, read_stored_orders
from .in_flight import count_messages
from .read_documents import read_documents, read_version
from .read_rows import in_chunks
from .report import note


def recheck_orders(order_ids, document_ids, found):
    """
    Looks once more at orders that were not as expected, for orders flow while they are compared: first at the documents
    of each, then at what is in flight, then at the rows. What is SENT at first and not in flight then must be in MySQL.
    Of several documents with one order_id the one that was claimed last counts.
    """
    for chunk in in_chunks(sorted(order_ids)):
        ids = [document_id for order_id in chunk for document_id in document_ids[order_id]]
        before = read_latest(ids)
        found["counts"]["in Kafka"] = max(found["counts"]["in Kafka"], count_messages())
        stored = read_stored_orders(chunk)
        after = read_latest(ids)
        for order_id in chunk:
            # an order that is not marked as sent any more, or was sent again meanwhile, is in flight
            if order_id in before and before[order_id] == after.get(order_id):
                recheck_order(order_id, before[order_id], stored.get(order_id), found)


def read_latest(ids):
    """Returns {order_id: [(order, document_id)]} of the SENT ones of these documents, those claimed last."""
    latest = {}
    for documents in read_documents({"_id": {"$in": ids}, "etl_status": "SENT"}):
        for document in documents:
            order = read_version(document)
            if order is None:
                continue
            known = latest.setdefault(order["order_id"], [])
            if known and order["read_at"] > known[0][0]["read_at"]:
                known.clear()
            if not known or order["read_at"] == known[0][0]["read_at"]:
                known.append((order, document["document_id"]))
    return latest


def recheck_order(order_id, versions, stored, found):
    """Takes the versions of an order that were claimed last, of which any is right, and its row and lines or None."""
    order, document_id = versions[-1]
    name = f"order {order_id!r}, document {document_id!r}"
    if stored is None:
        note(found, "missing", f"{name}: SENT, but not in MySQL")
    elif all(find_difference(version, *stored) for version, id in versions):
        note(found, "different", f"{name}: {find_difference(order, *stored)}")
    else:
        return
    found["resend"].append(document_id)
    # a row that was read later than its document, by a clock that was wrong or by hand, would win over what is sent
    if stored and stored[0]["read_at"] > order["read_at"]:
        found["renew"].append(document_id)
