from datetime import datetime, timedelta
from .compare_order import FUTURE, compare_order, find_wrong_texts
from .connection.mongo_connection import mongo
from .read_documents import (
    name_of, order_id_of, order_of, read_documents, show_progress, with_order_ids,
)
from .read_rows import read_rows
from .wait_until_loaded import MAX_MARKABLE_BYTES

RIGHT = "in MySQL as in MongoDB"
# clocks of two members of a replica set may differ a little
CLOCKS_DIFFER = timedelta(minutes=1)
# of so many customers and products the newest order is kept in memory, until all documents have been seen
MAX_TEXTS = 100_000


def compare_documents(filter, claimed_before, total):
    """
    Takes a filter of MongoDB, and the time from wait_until_loaded(). Every document has its row: hands out
    (kind, sentence, _id) of each document, the sentence is None where nothing is to be said of it; and at the end one
    more of each customer and product that is not right, with the _id of its newest order.
    """
    newest = {}
    for kind, sentence, id, *text in compare_parts(filter, claimed_before, total):
        if not text or len(newest) == MAX_TEXTS:
            yield kind, sentence, id
            continue
        # each order that names the customer finds it wrong: to resend all of them would cost what has been
        key, age = text
        if key not in newest or age > newest[key][0]:
            newest[key] = age, (kind, sentence, id)
    for age, finding in newest.values():
        yield finding


def compare_parts(filter, claimed_before, total):
    """As compare_documents(), but of a wrong customer or product for each order; with its (kind, id) and age."""
    # not by the index of etl_status: that takes three times as long, and what is resent meanwhile would come twice
    for documents in show_progress(read_documents(filter), "documents", total):
        soon = mongo.now() + CLOCKS_DIFFER
        kinds = [kind_of(document, claimed_before, soon) for document in documents]
        orders = [order_of(document) if kind == RIGHT else None for document, kind in zip(documents, kinds)]
        soon_text = soon.isoformat(" ", "milliseconds")
        rows = read_rows_of(orders, [order_id_of(document) for document, kind in zip(documents, kinds)
                                     if kind == "REJECTED"])
        wrong = []
        for document, kind, order in zip(documents, kinds, orders):
            difference, texts = None, []
            if order:
                difference = compare_order(order, rows, soon_text)
                texts = [] if difference else find_wrong_texts(order, rows)
            elif kind == RIGHT:
                difference = "different", "SENT, but changed since into something that is no order"
            if difference or texts:
                wrong.append((document, order, difference, texts))
            else:
                yield describe(document, kind, rows)
        yield from look_once_more(wrong, rows, soon_text)


def kind_of(document, claimed_before, soon):
    """Returns the kind of a document by its state; RIGHT is one that MySQL must have."""
    status, etl_at = document.get("etl_status"), document.get("etl_at")
    if status == "SENDING":
        return "in hand"
    if status == "REJECTED":
        return "REJECTED"
    if status != "SENT":
        return "new" if document["document_bytes"] < MAX_MARKABLE_BYTES else "too large to be marked"
    # somebody else may have put anything there: that counts as a claim from before
    if isinstance(etl_at, datetime) and etl_at > soon:
        return FUTURE
    if isinstance(etl_at, datetime) and etl_at >= claimed_before:
        return "claimed since"
    return RIGHT


def describe(document, kind, rows):
    sentence = None
    if kind == FUTURE:
        sentence = f"etl_at is {document['etl_at']}"
    elif kind == "too large to be marked":
        sentence = f"{document['document_bytes']:,} bytes"
    elif kind == "REJECTED" and order_id_of(document) in rows["orders"]:
        kind, sentence = "REJECTED with an older row", str(document.get("etl_reason"))
    return kind, sentence and f"{name_of(document)}: {sentence}", document["document_id"]


def read_rows_of(orders, rejected_ids):
    orders = [order for order in orders if order]
    product_ids = {item["product_id"] for order in orders for item in order["items"]}
    order_ids = [order["order_id"] for order in orders] + [order_id for order_id in rejected_ids if order_id]
    return read_rows(order_ids, list({order["customer_id"] for order in orders}), list(product_ids))


def look_once_more(wrong, rows, soon):
    """
    Takes (document, order, difference, wrong texts) of what is not as it should be, the rows, and the time after which
    no claim can be, as text. Orders flow: a document that is SENT by the same claim now, after its rows were read, was
    so when they were read, and the loaders had passed it. Only that is wrong.
    """
    if not wrong:
        return
    ids = [document["document_id"] for document, order, difference, texts in wrong]
    order_ids = [order["order_id"] for document, order, difference, texts in wrong if order]
    claims, others = {}, {}
    for documents in read_documents({"$or": [{"_id": {"$in": ids}}, with_order_ids(order_ids)]}):
        for document in documents:
            if document.get("etl_status") == "SENT":
                # by its text: an _id may be a document, and for python 1 and true are the same key
                claims[repr(document["document_id"])] = document.get("etl_at")
                others.setdefault(order_id_of(document), []).append(document)
    for document, order, difference, texts in wrong:
        key = repr(document["document_id"])
        if key not in claims or claims[key] != document.get("etl_at"):
            yield "claimed since", None, document["document_id"]
        elif order and is_replaced(document, order, others[order["order_id"]], rows, soon):
            yield RIGHT, None, document["document_id"]
        elif difference:
            kind, sentence = difference
            yield kind, f"{name_of(document)}: {sentence}", document["document_id"]
        else:
            yield RIGHT, None, document["document_id"]
            age = order["created_at"], order["order_id"]
            for kind, id, sentence in texts:
                yield kind, f"{name_of(document)}: {sentence}", document["document_id"], (kind, id), age


def is_replaced(document, order, others, rows, soon):
    """Of several documents with one order_id the one that was claimed last counts, of the same claim any is right."""
    for other in others:
        other_order = order_of(other)
        if other_order is None or repr(other["document_id"]) == repr(document["document_id"]):
            continue
        if other_order["read_at"] > order["read_at"]:
            return True
        if other_order["read_at"] == order["read_at"] and compare_order(other_order, rows, soon) is None:
            return True
    return False
