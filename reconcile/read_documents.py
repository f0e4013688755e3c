from datetime import datetime
from extractor.order_fields import path_of, projection
from extractor.validate_order import validate_order, value_at
from .connection.mongo_connection import MONGO_COLLECTION, mongo

CHUNK = 1000
CHUNK_BYTES = 16 * 1024 * 1024
ORDER_ID_KEYS = path_of("order_id").split(".")
FIELDS = {
    "document_id": "$_id", "document_bytes": {"$bsonSize": "$$ROOT"}, "etl_status": 1, "etl_reason": 1, "etl_at": 1,
    **projection(),
}

collection = mongo.collection(MONGO_COLLECTION)


def read_documents(filter):
    """Hands out what describe() says of the documents, in lists of at most 1000, fewer where they are large."""
    chunk, chunk_bytes = [], 0
    for document in collection.find(filter, {"_id": 0, **FIELDS}):
        chunk.append(describe(document))
        chunk_bytes += document["document_bytes"]
        if len(chunk) == CHUNK or chunk_bytes > CHUNK_BYTES:
            yield chunk
            chunk, chunk_bytes = [], 0
    if chunk:
        yield chunk


def describe(document):
    """
    Returns a dict: what reconcile needs of a document. Its "order" is what the extractor sends, with read_at, and what
    MySQL must hold once it is SENT; None where it is no order. Its "order_id" is None where it is no text.
    """
    order_id, etl_at = value_at(document, ORDER_ID_KEYS), document.get("etl_at")
    order, reason = validate_order(document)
    if order:
        # somebody else may have put anything there
        order["read_at"] = etl_at.isoformat(" ", "milliseconds") if isinstance(etl_at, datetime) else ""
    return {
        "document_id": document["document_id"],
        "bytes": document["document_bytes"],
        "status": document.get("etl_status"),
        "reason": document.get("etl_reason"),
        "etl_at": etl_at,
        "order_id": order_id if type(order_id) is str else None,
        "order": order,
        "name": f"order {order_id!r}, document {document['document_id']!r}",
    }
