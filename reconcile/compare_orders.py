from .read_documents import read_documents
from .read_rows import in_chunks, read_stored_orders
from .report import note


def find_difference(order, row, lines):
    """Takes an order, and its row and lines in MySQL; returns a sentence on the first difference, or None."""
    difference = compare_columns(row, order)
    if difference:
        return difference
    if len(lines) != len(order["items"]):
        return f"{len(lines)} lines in MySQL and {len(order['items'])} in MongoDB"
    for number, (line, item) in enumerate(zip(lines, order["items"]), start=1):
        difference = compare_columns(line, {**item, "order_id": order["order_id"], "line_number": number})
        if difference:
            return f"line {number}: {difference}"
    return None


def compare_columns(row, expected):
    """Compares each column of a row with the value of that name; returns one sentence, or None."""
    for column, value in row.items():
        if value != expected[column]:
            return f"{column} is {value!r} in MySQL and {expected[column]!r} in MongoDB"
    return None


def recheck_orders(seen, found):
    """
    Looks once more at what was not as expected, for orders flow while they are compared. An order that is SENT by the
    same claim as at the first look was so all the time; with nothing in flight since then it must be in MySQL.
    """
    for chunk in in_chunks(sorted(seen["mismatches"])):
        stored = read_stored_orders(chunk)
        # the documents after the rows: read before them, they may have been changed and loaded in between
        for order_id, documents in read_sent(chunk, seen["document_ids"]).items():
            recheck_order(documents, seen["mismatches"].get(order_id, []), stored.get(order_id), found)


def read_sent(order_ids, document_ids):
    """Returns {order_id: [documents]} of the documents of these orders that are SENT."""
    ids = [document_id for order_id in order_ids for document_id in document_ids[order_id]]
    sent = {}
    for documents in read_documents({"_id": {"$in": ids}, "etl_status": "SENT"}):
        for document in documents:
            if document["order"]:
                sent.setdefault(document["order_id"], []).append(document)
    return sent


def recheck_order(documents, claims, stored, found):
    # of several documents with one order_id the one that was claimed last counts, of the same claim any is right
    claim = max(document["order"]["read_at"] for document in documents)
    documents = [document for document in documents if document["order"]["read_at"] == claim]
    document = documents[-1]
    if claim not in claims:
        return
    if stored is None:
        note(found, "missing", f"{document['name']}: SENT, but not in MySQL")
    elif all(find_difference(other["order"], *stored) for other in documents):
        note(found, "different", f"{document['name']}: {find_difference(document['order'], *stored)}")
    else:
        return
    found["resend"].append(document["document_id"])
    # a row that was read later than its document, by a clock that was wrong or by hand, would win over what is sent
    if stored and stored[0]["read_at"] > claim:
        found["renew"].append(document["document_id"])
