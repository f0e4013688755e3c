import os
from bson import ObjectId, decode
from bson.raw_bson import RawBSONDocument
from .connection.mongo_connection import mongo

PAGE_SIZE = int(os.environ.get("EXTRACT_PAGE_SIZE", "1500"))
# a page also ends when its documents add up to this many bytes, so that huge ones do not fill the memory
PAGE_BYTES = 16 * 1024 * 1024

collection = mongo.collection("orders")
# hands out the documents as bytes, which are decoded below: so an _id with text that is not utf-8 goes back to mongodb as it came
raw_collection = collection.with_options(collection.codec_options.with_options(document_class=RawBSONDocument))


def make_index_if_missing():
    """Lets the search for new orders touch the new ones only, however many were sent before."""
    collection.create_index("etl_status")


def count_new_orders():
    """Returns how many orders are new: 1 or 2 seconds for a million, next to nothing for a page."""
    return collection.count_documents({"etl_status": None})


def read_pages():
    """
    Reads every new order (etl_status missing or null) and hands them out as lists of at most PAGE_SIZE documents.
    One cursor without a limit goes through all of them, so orders that cannot be marked never hide the ones behind.
    Raises pymongo's errors where MongoDB goes away; what was not marked by then is new at the next run.
    """
    page = []
    page_bytes = 0
    # document_key is the key alone, document_bytes the size of the whole document
    # whole top-level fields only: asking for items.product_id would silently drop the items that are no objects
    new_orders = raw_collection.find(
        {"etl_status": None},
        {"_id": 0, "document_key": {"_id": "$_id"}, "document_bytes": {"$bsonSize": "$$ROOT"},
         "order_id": 1, "status": 1, "created_at": 1, "updated_at": 1, "customer": 1, "items": 1},
    ).batch_size(PAGE_SIZE)
    for new_order in new_orders:
        document = decode(new_order.raw, collection.codec_options)
        if not isinstance(document["document_key"]["_id"], ObjectId):
            # the key stays bytes: decoded and encoded again, an _id with such text would not be found any more
            document["document_key"] = new_order["document_key"]
        page.append(document)
        page_bytes += document["document_bytes"]
        if len(page) == PAGE_SIZE or page_bytes > PAGE_BYTES:
            yield page
            page = []
            page_bytes = 0
    if page:
        yield page
