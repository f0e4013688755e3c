from .compare_order import compare_order
from .read_documents import collection, order_of, read_documents, with_order_ids
from .report import CLAIMED_SINCE, RIGHT


def look_once_more(checks, rows, soon):
    """
    Takes the checks of what is not as it should be, see compare_part(), the rows, and the time after which no claim can
    be. Orders flow: a document that is SENT by the same claim now, after its row was read, was so when it was read, and
    the loaders had passed it. Only what is wrong with such a one stays in its check.
    """
    claims = find_claims([check["document"]["document_id"] for check in checks])
    orders = find_orders([check["order"]["order_id"] for check in checks if check["order"]])
    for check in checks:
        document, order = check["document"], check["order"]
        # by its text: an _id may be a document, and for python 1 and true are the same key
        if claims.get(repr(document["document_id"]), "not SENT") != document.get("etl_at"):
            check.update(kind=CLAIMED_SINCE, sentence=None, texts=[])
        elif order and check["kind"] != RIGHT and is_replaced(order, orders.get(order["order_id"], []), rows, soon):
            check.update(kind=RIGHT, sentence=None, texts=[])


def find_claims(document_ids):
    """Returns {_id as text: etl_at} of those that are SENT."""
    sent = {"_id": {"$in": document_ids}, "etl_status": "SENT"}
    documents = collection.find(sent, {"_id": 0, "document_id": "$_id", "etl_at": 1})
    return {repr(document["document_id"]): document.get("etl_at") for document in documents}


def find_orders(order_ids):
    """Returns {order_id: orders} of all documents with these order_ids that are SENT."""
    orders = {}
    for documents in read_documents({"etl_status": "SENT", **with_order_ids(order_ids)}):
        for order in map(order_of, documents):
            if order:
                orders.setdefault(order["order_id"], []).append(order)
    return orders


def is_replaced(order, orders, rows, soon):
    """
    Takes an order, and the orders of all documents with its order_id, itself too: the one that was claimed last counts,
    and of the same claim any is right.
    """
    last = max((other["read_at"] for other in orders), default="")
    if order["read_at"] < last:
        return True
    return any(other["read_at"] == last and compare_order(other, rows, soon) == (RIGHT, None) for other in orders)
