from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .log import log
from .order_fields import path_of

REJECTED_ONLY = {"etl_status": "REJECTED"}
# each with its name, its field and order, and which documents it holds
# not etl_status and etl_at in one index: a changed order would come behind all that were never claimed
INDEXES = (
    # what is new costs what is new, however many were sent before
    ("shopetl_status", {"etl_status": 1}, None),
    # reconcile and resend look an order up by its id
    # named after its path: a shop that edits the contract has an index of the old path already
    (f"shopetl_{path_of('order_id')}", {path_of("order_id"): 1}, None),
    # the list of rejected orders, and whether one order was rejected; an index of a few documents
    ("shopetl_rejected_at", {"etl_at": -1}, REJECTED_ONLY),
    ("shopetl_rejected_id", {"etl_order_id": 1}, REJECTED_ONLY),
)

collection = mongo.collection(MONGO_COLLECTION)


def make_missing_indexes():
    """
    Makes each index that no index of the collection serves for; one of the same field under another name does.
    Names on the log one that looks alike and does not serve, for it holds other documents.
    """
    found = collection.index_information()
    # what a collection may have for all of its indexes and questions
    collation = collection.options().get("collation")
    for name, keys, documents in INDEXES:
        alike = {other: index for other, index in found.items() if index["key"] == list(keys.items())}
        if any(serves(index, documents, collation) for index in alike.values()):
            continue
        for other in alike:
            log(f"index {other} does not hold every document that is looked for, {name} is made beside it")
        filter = {"partialFilterExpression": documents} if documents else {}
        collection.create_index(list(keys.items()), name=name, **filter)


def serves(index, documents, collation):
    """
    Takes an index, as index_information() tells of it, and the collation of the collection, or None. Returns whether
    the index finds all of these documents (None: all).
    """
    # a hidden one counts: mongodb makes no second one beside it, and answers without it, slowly
    if index.get("sparse") or index.get("collation") != collation:
        return False
    return index.get("partialFilterExpression") in (None, documents)
