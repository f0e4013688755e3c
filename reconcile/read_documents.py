from extractor.order_fields import path_of, projection
from extractor.validate_order import validate_order, value_at
from .connection.mongo_connection import MONGO_COLLECTION, mongo

# so many documents are compared at a time, and fewer where they are large, so that they do not fill the memory
CHUNK = 1000
CHUNK_BYTES = 16 * 1024 * 1024
ORDER_ID_KEYS = path_of("order_id").split(".")
FIELDS = {
    "document_id": "$_id", "document_bytes": {"$bsonSize": "$$ROOT"}, "etl_status": 1, "etl_reason": 1, "etl_at": 1,
    **projection(),
}

collection = mongo.collection(MONGO_COLLECTION)


def read_documents(filter):
    """Hands out the documents of a filter in lists of at most 1000, each with its document_id and document_bytes."""
    chunk, chunk_bytes = [], 0
    for document in collection.find(filter, {"_id": 0, **FIELDS}):
        chunk.append(document)
        chunk_bytes += document["document_bytes"]
        if len(chunk) == CHUNK or chunk_bytes > CHUNK_BYTES:
            yield chunk
            chunk, chunk_bytes = [], 0
    if chunk:
        yield chunk


def read_version(document):
    """
    Returns the order that the extractor would send of a document, with read_at: what MySQL must hold once it is SENT;
    None where it is no order.
    """
    order, reason = validate_order(document)
    if order is None:
        return None
    order["read_at"] = to_text(document.get("etl_at"))
    return order


def order_id_of(document):
    return value_at(document, ORDER_ID_KEYS)


def to_text(etl_at):
    # somebody else may have put anything there
    return etl_at.isoformat(" ", "milliseconds") if hasattr(etl_at, "isoformat") else ""
