"""
Seed orders - Puts the orders of data/orders.json, or of another file in MongoDB's extended JSON, into MongoDB.
A document that is already there is left alone. With --more N it generates N new orders, dated now
"""
import hashlib
import random
import sys
import tempfile
from pathlib import Path
import bson
from bson.codec_options import CodecOptions, DatetimeConversion
from tqdm import tqdm
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .generate_orders import generate_orders
from .make_indexes import make_missing_indexes
from .name_document import document_name
from .read_orders_file import read_orders_file
from .validate_order import ORDER_ID_KEYS, check_order_id, value_at

ORDERS_FILE = Path(__file__).parent.parent / "data" / "orders.json"
# made-up orders go into no collection of a shop's own
SAMPLES_COLLECTION = "orders"
# mongodb takes commands of 16 mib
MAX_DOCUMENTS = 1000
MAX_BYTES = 8 * 1024 * 1024
# mongodb's number for a document whose _id, or another unique value, is there already
DUPLICATE_KEY = 11000


def seed_file(path):
    """Inserts the documents of a file that MongoDB does not have; returns (inserted, all)."""
    # all of it is read before anything is inserted: what is wrong in the last line stops it here
    with tempfile.TemporaryFile() as checked:
        for document in tqdm(read_orders_file(path), "reading", disable=None, unit=" documents"):
            checked.write(bson.encode(document))
        checked.seek(0)
        documents = bson.decode_file_iter(checked, CodecOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO))
        return insert_missing(tqdm(documents, "inserting", disable=None, unit=" documents"))


def insert_missing(documents):
    """
    Takes any number of documents, one after the other; one without an _id gets its order_id as _id. Inserts those that
    MongoDB does not have: it refuses one whose _id, or another unique value, is there. Returns (inserted, all).
    Ends the program with a sentence where MongoDB refuses one for another reason.
    """
    make_missing_indexes()
    inserted = total = 0
    for chunk in cut_into_chunks(documents):
        # insert_many would end with an error at the first document that is there, this answers which ones are
        answer = mongo.db.command(
            "insert", MONGO_COLLECTION, documents=chunk, ordered=False, writeConcern={"w": "majority", "j": True},
            # a validator of the collection refuses none in the middle of a file: the extractor says what is wrong
            bypassDocumentValidation=True,
        )
        total += len(chunk)
        inserted += answer["n"]
        for error in answer.get("writeErrors", []):
            if error["code"] != DUPLICATE_KEY:
                name = document_name(chunk[error["index"]]["_id"])
                sys.exit(f"{inserted} documents inserted; MongoDB refuses document {name}: {error['errmsg']}")
    return inserted, total


def cut_into_chunks(documents):
    chunk, chunk_bytes = [], 0
    for document in documents:
        if "_id" not in document:
            order_id, error = check_order_id(value_at(document, ORDER_ID_KEYS))
            # what has no order_id is known by its content: put in a second time it is there
            document["_id"] = hashlib.sha256(bson.encode(document)).hexdigest() if error else order_id
        document_bytes = len(bson.encode(document))
        if chunk and (len(chunk) == MAX_DOCUMENTS or chunk_bytes + document_bytes > MAX_BYTES):
            yield chunk
            chunk, chunk_bytes = [], 0
        chunk.append(document)
        chunk_bytes += document_bytes
    if chunk:
        yield chunk


if __name__ == "__main__":
    words = sys.argv[1:]
    more = words[:1] == ["--more"]
    if len(words) > (2 if more else 1) or more and not (words[1:] and words[1].isdecimal()):
        sys.exit("usage: python -m extractor.seed_orders [FILE], or python -m extractor.seed_orders --more N")
    print(mongo.address())
    if (more or not words) and MONGO_COLLECTION != SAMPLES_COLLECTION:
        sys.exit(f"sample orders go only into the collection {SAMPLES_COLLECTION}; "
                 f"orders of your own come from a file: python -m extractor.seed_orders FILE")
    if more:
        inserted, total = insert_missing(generate_orders(int(words[1]), random.Random(), 0))
        print(f"{inserted} new orders generated")
    else:
        path = Path(words[0]) if words else ORDERS_FILE
        inserted, total = seed_file(path)
        print(f"{total} orders in {path.name}: {inserted} inserted, {total - inserted} were there before")
