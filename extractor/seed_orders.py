"""
Seed orders - puts orders from a file into MongoDB, or makes new ones

INPUT:
    - data/orders.json, or another file in the same form: mongodb extended json, one document a line
    - with --more N: nothing, N new orders are made up

OUTPUT:
    - documents in mongodb's collection orders; a document whose _id is already there is left alone

FLOW:
    file -> mongodb
"""
import random
import sys
from itertools import islice
from pathlib import Path
from bson import json_util
from bson.codec_options import DatetimeConversion
from .connection.mongo_connection import mongo
from .make_orders import make_orders

ORDERS_FILE = Path(__file__).parent.parent / "data" / "orders.json"
CHUNK = 1000
# a date that python cannot hold is kept as it is, for the extractor to refuse
JSON_OPTIONS = json_util.JSONOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)

collection = mongo.collection("orders")


def read_orders(path):
    """Reads all documents of a file; stops before anything is inserted where a line is no json document."""
    documents = []
    # not splitlines(): it would also cut inside a name that holds another kind of line break
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        if not line.strip().startswith("{"):
            sys.exit(f"{path} line {number} is no json document: {line[:60]}")
        documents.append(json_util.loads(line, json_options=JSON_OPTIONS))
    return documents


def insert_missing(documents):
    """Inserts the documents whose _id mongodb does not have, and those without an _id; returns how many that were."""
    documents = iter(documents)
    inserted = 0
    while chunk := list(islice(documents, CHUNK)):
        ids = [document["_id"] for document in chunk if "_id" in document]
        found = collection.find({"_id": {"$in": ids}}, {"_id": 0, "document_id": "$_id"})
        # a list and no set, for an _id may be a dict
        known = [document["document_id"] for document in found]
        missing = []
        for document in chunk:
            if "_id" in document and document["_id"] in known:
                continue
            missing.append(document)
            known.append(document.get("_id"))
        if missing:
            collection.insert_many(missing)
        inserted += len(missing)
    return inserted


if __name__ == "__main__":
    if sys.argv[1:2] == ["--more"]:
        if len(sys.argv) != 3 or not sys.argv[2].isdecimal():
            sys.exit("usage: python -m extractor.seed_orders --more N, N a whole number")
        inserted = insert_missing(make_orders(int(sys.argv[2]), random.Random()))
        print(f"{inserted} new orders made")
    else:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else ORDERS_FILE
        # not is_file(): /dev/stdin is none, and with docker a file comes in that way
        if path.is_dir() or not path.exists():
            sys.exit(f"there is no file {path}")
        documents = read_orders(path)
        inserted = insert_missing(documents)
        print(f"{len(documents)} orders in {path.name}: {inserted} inserted, {len(documents) - inserted} were there before")
