from datetime import datetime, timedelta
from .compare_order import compare_order, find_wrong_texts
from .connection.mongo_connection import mongo
from .look_once_more import look_once_more
from .read_documents import MAX_MARKABLE_BYTES, name_of, order_id_of, order_of, read_documents, show_progress
from .read_rows import read_order_rows, read_rows
from .report import CLAIMED_SINCE, FUTURE, MAX_IDS, OLDER_ROW, RIGHT, TOO_LARGE

# clocks of two members of a replica set may differ a little
CLOCKS_DIFFER = timedelta(minutes=1)


def compare_documents(filter, claimed_before, total):
    """
    Takes a filter of MongoDB, and the time from wait_until_loaded(). Every document has its row: hands out
    (kind, sentence, _id) of each document, the sentence is None where nothing is to be said of it; and at the end one
    more of each customer and product that is not right, with the _id of its newest order.
    """
    # each order that names a customer finds it wrong, and one that is resent makes it right
    newest = {}
    # not by the index of etl_status: that takes three times as long, and what is resent meanwhile would come twice
    for documents in show_progress(read_documents(filter), "documents", total):
        for check in compare_part(documents, claimed_before):
            yield finding_of(check, check["kind"], check["sentence"])
            for kind, text_id, sentence in check["texts"]:
                key, age = (kind, text_id), (check["order"]["created_at"], check["order"]["order_id"])
                is_newer = age > newest[key][0] if key in newest else len(newest) < MAX_IDS
                if is_newer:
                    newest[key] = age, finding_of(check, kind, sentence)
    for age, finding in newest.values():
        yield finding


def finding_of(check, kind, sentence):
    document = check["document"]
    return kind, f"{name_of(document)}: {sentence}" if sentence else None, document["document_id"]


def compare_part(documents, claimed_before):
    """
    Returns a check of each document, a dict: "document", "kind", a "sentence" on what is wrong or None, the "order" of
    one that MySQL must have, and what is wrong with its customer and products as "texts", see find_wrong_texts().
    """
    soon = mongo.now() + CLOCKS_DIFFER
    checks = [first_check(document, claimed_before, soon) for document in documents]
    sent = [check for check in checks if check["kind"] == RIGHT]
    rows = read_rows([check["order"] for check in sent if check["order"]])
    soon_text = soon.isoformat(" ", "milliseconds")
    for check in sent:
        check["kind"], check["sentence"] = compare_order(check["order"], rows, soon_text)
        if check["kind"] == RIGHT:
            check["texts"] = find_wrong_texts(check["order"], rows)
    look_once_more([check for check in sent if check["kind"] != RIGHT or check["texts"]], rows, soon_text)
    rejected = [check for check in checks if check["kind"] == "REJECTED"]
    older_rows = read_order_rows([order_id_of(check["document"]) for check in rejected])
    for check in rejected:
        if order_id_of(check["document"]) in older_rows:
            check.update(kind=OLDER_ROW, sentence=str(check["document"].get("etl_reason")))
    return checks


def first_check(document, claimed_before, soon):
    kind, sentence = kind_of(document, claimed_before, soon)
    order = order_of(document) if kind == RIGHT else None
    return {"document": document, "kind": kind, "sentence": sentence, "order": order, "texts": []}


def kind_of(document, claimed_before, soon):
    """Returns (kind, sentence) of a document by its marks; RIGHT is one that MySQL must have."""
    status, etl_at = document.get("etl_status"), document.get("etl_at")
    if status == "SENDING":
        return "in hand", None
    if status == "REJECTED":
        return "REJECTED", None
    if status != "SENT":
        is_markable = document["document_bytes"] < MAX_MARKABLE_BYTES
        return ("new", None) if is_markable else (TOO_LARGE, f"{document['document_bytes']:,} bytes")
    # somebody else may have put anything there: that counts as a claim from before
    if isinstance(etl_at, datetime) and etl_at > soon:
        return FUTURE, f"etl_at is {etl_at}"
    if isinstance(etl_at, datetime) and etl_at >= claimed_before:
        return CLAIMED_SINCE, None
    return RIGHT, None
