from .read_documents import read_documents
from .read_rows import in_chunks, read_rows
from .report import note


def read_stored_orders(order_ids):
    """Returns {order_id: (row, lines)} of those of these orders that are in MySQL, each row a dict {column: value}."""
    if not order_ids:
        return {}
    # whoever adds a field to the contract adds its column to one of these two queries, and nothing else in reconcile
    # find orders by id, select the columns that are compared
    orders = read_rows(
        """
        SELECT orders.order_id, orders.customer_id, orders.status, orders.created_at, orders.updated_at, orders.read_at
        FROM orders
        WHERE orders.order_id IN (ID_LIST)
        """,
        order_ids,
    )
    # find the lines of orders by id, select the columns that are compared, in the order of their numbers
    items = read_rows(
        """
        SELECT order_items.order_id, order_items.line_number, order_items.product_id, order_items.quantity,
            order_items.unit_price
        FROM order_items
        WHERE order_items.order_id IN (ID_LIST)
        ORDER BY order_items.order_id, order_items.line_number
        """,
        order_ids,
    )
    stored = {row["order_id"]: (row, []) for row in orders}
    for line in items:
        # a line of an order that was written between the two queries has no row here
        if line["order_id"] in stored:
            stored[line["order_id"]][1].append(line)
    return stored


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
    Of several documents with one order_id the one that was claimed last counts, of the same claim any is right.
    """
    for chunk in in_chunks(sorted(seen["mismatches"])):
        stored = read_stored_orders(chunk)
        # the documents after the rows: read before them, they may have been changed and loaded in between
        latest = read_latest([document_id for order_id in chunk for document_id in seen["document_ids"][order_id]])
        for order_id in chunk:
            documents = latest.get(order_id)
            if documents and documents[-1]["order"]["read_at"] in seen["mismatches"][order_id]:
                recheck_order(documents, stored.get(order_id), found)


def read_latest(document_ids):
    """Returns {order_id: [documents]} of the SENT ones of these documents, only those that were claimed last."""
    latest = {}
    for documents in read_documents({"_id": {"$in": document_ids}, "etl_status": "SENT"}):
        for document in documents:
            if document["order"]:
                known = latest.get(document["order_id"], [])
                read_at = document["order"]["read_at"]
                if not known or read_at > known[0]["order"]["read_at"]:
                    latest[document["order_id"]] = [document]
                elif read_at == known[0]["order"]["read_at"]:
                    known.append(document)
    return latest


def recheck_order(documents, stored, found):
    document = documents[-1]
    if stored is None:
        note(found, "missing", f"{document['name']}: SENT, but not in MySQL")
    elif all(find_difference(other["order"], *stored) for other in documents):
        note(found, "different", f"{document['name']}: {find_difference(document['order'], *stored)}")
    else:
        return
    found["resend"].append(document["document_id"])
    # a row that was read later than its document, by a clock that was wrong or by hand, would win over what is sent
    if stored and stored[0]["read_at"] > document["order"]["read_at"]:
        found["renew"].append(document["document_id"])
