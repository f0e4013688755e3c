"""
Seed orders - Puts the orders of data/orders.json, or of another file in MongoDB's extended JSON, into MongoDB.
A document that is already there is left alone. With --more N it generates N new orders, dated now
"""
import hashlib
import random
import sys
from itertools import islice
from pathlib import Path
import bson
from bson import ObjectId
from tqdm import tqdm
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .generate_orders import generate_orders
from .make_indexes import make_missing_indexes
from .order_fields import path_of, values_of_id
from .read_orders_file import open_orders_file, read_orders_file
from .validate_order import ORDER_ID_KEYS, check_order_id, value_at
from .validate_values import finite_number

ORDERS_FILE = Path(__file__).parent.parent / "data" / "orders.json"
# made-up orders go into no collection of a shop's own
SAMPLES_COLLECTION = "orders"
CHUNK = 1000

collection = mongo.collection(MONGO_COLLECTION)


def insert_missing(documents):
    """
    Takes any number of documents, one after the other. Inserts those that MongoDB does not have: it is asked for their
    _id, for fields with a unique index, and for the order_id of those without an _id. Returns (inserted, all).
    """
    make_missing_indexes()
    unique_paths = find_unique_paths()
    documents = iter(documents)
    inserted = total = 0
    while chunk := list(islice(documents, CHUNK)):
        total += len(chunk)
        chunk = leave_out_known_orders(chunk)
        for path in unique_paths:
            chunk = leave_out_known(chunk, path)
        if chunk:
            # a validator of the collection refuses none in the middle of a file: the extractor says what is wrong
            collection.insert_many(chunk, bypass_document_validation=True)
        inserted += len(chunk)
    return inserted, total


def find_unique_paths():
    """Returns the fields of which no two documents may have the same value: _id, and those with a unique index."""
    indexes = collection.index_information().values()
    return ["_id"] + [index["key"][0][0] for index in indexes if index.get("unique") and len(index["key"]) == 1]


def leave_out_known_orders(documents):
    """Gives each document without an _id its order_id as _id; returns all but those of them whose order is there."""
    order_ids = {}
    for number, document in enumerate(documents):
        if "_id" not in document:
            order_id, error = check_order_id(value_at(document, ORDER_ID_KEYS))
            # what has no order_id is known by its content
            document["_id"] = ObjectId(hashlib.sha256(bson.encode(document)).digest()[:12]) if error else order_id
            order_ids[number] = document["_id"]
    values = [value for order_id in order_ids.values() if type(order_id) is str for value in values_of_id(order_id)]
    path = path_of("order_id")
    found = collection.find({path: {"$in": values}}, {"_id": 0, path: 1}) if values else []
    known = {check_order_id(value_at(document, ORDER_ID_KEYS))[0] for document in found} - {None}
    return [document for number, document in enumerate(documents) if order_ids.get(number) not in known]


def leave_out_known(documents, path):
    """Returns the documents but those whose value at this path is in MongoDB, or in a document before them."""
    keys = path.split(".")
    values = [value_at(document, keys) for document in documents]
    found = collection.find({path: {"$in": values}}, {"_id": 0, "value": f"${path}"})
    known = {key_of(document.get("value")) for document in found}
    missing = []
    for document, value in zip(documents, values, strict=True):
        if key_of(value) not in known:
            missing.append(document)
            # two documents may both lack a field, but for the _id
            if value is not None or path == "_id":
                known.add(key_of(value))
    return missing


def key_of(value):
    """Returns what is equal for two values that are equal for MongoDB: 1 and 1.0 are, 1 and true are not."""
    number, error = finite_number(value)
    # the bytes that mongodb keeps: a value may be a dict, which cannot be in a set
    return bson.encode({"": value}) if error else number


if __name__ == "__main__":
    words = sys.argv[1:]
    more = words[:1] == ["--more"]
    if len(words) > (2 if more else 1) or more and not (words[1:] and words[1].isdecimal()):
        sys.exit("usage: python -m extractor.seed_orders [FILE], or python -m extractor.seed_orders --more N")
    mongo.print_address()
    if (more or not words) and MONGO_COLLECTION != SAMPLES_COLLECTION:
        sys.exit(f"sample orders go only into the collection {SAMPLES_COLLECTION}; "
                 f"orders of your own come from a file: python -m extractor.seed_orders FILE")
    if more:
        inserted, total = insert_missing(generate_orders(int(words[1]), random.Random(), 0))
        print(f"{inserted} new orders generated")
    else:
        path = words[0] if words else ORDERS_FILE
        file = open_orders_file(path)
        # all of it is read once before anything is inserted: what is wrong in the last line stops it here
        for document in tqdm(read_orders_file(path, file), "reading", disable=None, unit=" documents"):
            pass
        documents = tqdm(read_orders_file(path, file), "inserting", disable=None, unit=" documents")
        inserted, total = insert_missing(documents)
        print(f"{total} orders in {Path(path).name}: {inserted} inserted, {total - inserted} were there before")
