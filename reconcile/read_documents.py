from datetime import datetime
from decimal import Decimal
from extractor.name_document import document_name
from extractor.order_fields import path_of, projection, values_of_id
from extractor.validate_order import ORDER_ID_KEYS, check_order_id, validate_order, value_at
from tqdm import tqdm
from .connection.mongo_connection import MONGO_COLLECTION, mongo

# the same as in extractor/claim_orders.py, which is not in this service's container: a larger one is never claimed
MAX_MARKABLE_BYTES = 16 * 1024 * 1024 - 2048
# of more orders many name the same products: with 1000 it takes a tenth longer, with 2000 it needs 10 mib more
PART = 1500
# a part has fewer documents where they are large
PART_BYTES = 16 * 1024 * 1024
FIELDS = {
    "document_id": "$_id", "document_bytes": {"$bsonSize": "$$ROOT"}, "etl_status": 1, "etl_reason": 1, "etl_at": 1,
    **projection(),
}

collection = mongo.collection(MONGO_COLLECTION)


def read_documents(filter):
    """Hands out the documents in lists of at most 1500, each with its document_id and document_bytes."""
    part, part_bytes = [], 0
    # by default mongodb hands out 16 mb at a time, which are ten times as much as python objects
    for document in collection.find(filter, {"_id": 0, **FIELDS}).batch_size(PART):
        part.append(document)
        part_bytes += document["document_bytes"]
        if len(part) == PART or part_bytes > PART_BYTES:
            yield part
            part, part_bytes = [], 0
    if part:
        yield part


def in_parts(values):
    """Hands out a list in lists of at most 1500."""
    for first in range(0, len(values), PART):
        yield values[first:first + PART]


def show_progress(parts, what, total):
    """Hands the parts on, and shows in a terminal how many came, how many a second, and the time left."""
    with tqdm(desc=what, total=total, unit=" orders", disable=None) as bar:
        for part in parts:
            yield part
            bar.update(len(part))


def order_of(document):
    """
    Returns what MySQL must have of a document that is SENT: the order as it is on the wire, with total and deleted_at.
    None where the document is no order.
    """
    order, reason = validate_order(document)
    if order is None:
        return None
    etl_at = document.get("etl_at")
    # somebody else may have put anything there
    order["read_at"] = etl_at.isoformat(" ", "milliseconds") if isinstance(etl_at, datetime) else ""
    order["total"] = f"{sum(item['quantity'] * Decimal(item['unit_price']) for item in order['items']):.4f}"
    order["deleted_at"] = None
    for number, item in enumerate(order["items"], start=1):
        item["line_number"] = number
    return order


def order_id_of(document):
    """Returns the order_id of any document, also of one that is no order; None where it is no order_id."""
    order_id, error = check_order_id(value_at(document, ORDER_ID_KEYS))
    return order_id


def with_order_ids(order_ids):
    """Returns MongoDB's filter of the documents that have one of these order_ids."""
    return {path_of("order_id"): {"$in": [value for order_id in order_ids for value in values_of_id(order_id)]}}


def name_of(document):
    return f"order {order_id_of(document)!r}, document {document_name(document['document_id'])}"
