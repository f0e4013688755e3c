import os
from .connection.mongo_connection import mongo

PAGE_SIZE = int(os.environ.get("EXTRACT_PAGE_SIZE", "1500"))
# a page also ends when its documents add up to this many bytes, so that huge ones do not fill the memory
PAGE_BYTES = 16 * 1024 * 1024

collection = mongo.collection("orders")


def make_index_if_missing():
    """Lets the search for new orders touch the new ones only, however many were sent before."""
    collection.create_index("etl_status")


def read_pages():
    """
    Reads every new order (etl_status missing or null) and hands them out as lists of at most PAGE_SIZE documents.
    One cursor without a limit goes through all of them, so orders that cannot be marked never hide the ones behind.
    Raises pymongo's errors where MongoDB goes away; what was not marked by then is new at the next run.
    """
    page = []
    page_bytes = 0
    # whole top-level fields only: asking for items.product_id would silently drop the items that are no objects
    new_orders = collection.find(
        {"etl_status": None},
        {"_id": 0, "document_id": "$_id", "document_bytes": {"$bsonSize": "$$ROOT"}, "order_id": 1, "status": 1,
         "created_at": 1, "updated_at": 1, "customer": 1, "items": 1},
    )
    for document in new_orders:
        page.append(document)
        page_bytes += document["document_bytes"]
        if len(page) == PAGE_SIZE or page_bytes > PAGE_BYTES:
            yield page
            page = []
            page_bytes = 0
    if page:
        yield page
