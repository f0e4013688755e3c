"""
Seed orders - Puts the orders of data/orders.json, or of another file in MongoDB's extended JSON, into MongoDB.
A document whose _id is already there is left alone. With --more N it generates N new orders, dated now
"""
import random
import sys
from itertools import islice
from pathlib import Path
import bson
from bson import ObjectId
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .generate_orders import generate_orders
from .read_orders_file import read_orders_file

ORDERS_FILE = Path(__file__).parent.parent / "data" / "orders.json"
CHUNK = 1000

collection = mongo.collection(MONGO_COLLECTION)


def insert_missing(documents):
    """
    Takes any number of documents, one after the other. Inserts those whose _id MongoDB does not have, and those
    without an _id, which get one; returns (inserted, all).
    """
    documents = iter(documents)
    inserted = total = 0
    while chunk := list(islice(documents, CHUNK)):
        ids = [document.setdefault("_id", ObjectId()) for document in chunk]
        found = collection.find({"_id": {"$in": ids}}, {"_id": 0, "document_id": "$_id"})
        known = {key_of(document["document_id"]) for document in found}
        missing = []
        for document in chunk:
            if key_of(document["_id"]) not in known:
                missing.append(document)
                known.add(key_of(document["_id"]))
        if missing:
            collection.insert_many(missing)
        inserted += len(missing)
        total += len(chunk)
    return inserted, total


def key_of(document_id):
    # the bytes that mongodb keeps: for python, true is equal to 1, and an _id may be a dict
    return bson.encode({"_id": document_id})


if __name__ == "__main__":
    more = sys.argv[1:2] == ["--more"]
    if len(sys.argv) > (3 if more else 2) or more and not (sys.argv[2:] and sys.argv[2].isdecimal()):
        sys.exit("usage: python -m extractor.seed_orders [FILE], or python -m extractor.seed_orders --more N")
    mongo.print_address()
    if more:
        inserted, total = insert_missing(generate_orders(int(sys.argv[2]), random.Random(), 0))
        print(f"{inserted} new orders generated")
    else:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else ORDERS_FILE
        if path.is_file():
            # read once before anything is inserted: a broken line stops it here; standard input can be read only once
            for document in read_orders_file(path):
                pass
        inserted, total = insert_missing(read_orders_file(path))
        print(f"{total} orders in {path.name}: {inserted} inserted, {total - inserted} were there before")
