"""
Looks at documents in the collection of the orders, or changes one:

    python3 local/step.py mongo 'find FILTER'             prints at most 20 documents
    python3 local/step.py mongo 'update FILTER CHANGE'    changes one document, as mongosh's updateOne does

FILTER and CHANGE are MongoDB's extended JSON, names in quotes; ObjectId("...") and UUID("...") may stand there too.
"""
import json
import os
import re
import sys

from bson import json_util
from pymongo import MongoClient

MAX_DOCUMENTS = 20


def read_values(text):
    """Returns the values of a text such as '{"a": 1} {"b": 2}'; ends with a sentence where one cannot be read."""
    text = re.sub(r'ObjectId\("(\w+)"\)', r'{"$oid": "\1"}', text)
    text = re.sub(r'UUID\("([\w-]+)"\)', r'{"$uuid": "\1"}', text).strip()
    decoder = json.JSONDecoder(object_pairs_hook=json_util.object_pairs_hook)
    values = []
    try:
        while text:
            value, end = decoder.raw_decode(text)
            values.append(value)
            text = text[end:].strip()
    except ValueError as error:
        sys.exit(f"{error}: {text}")
    return values


command, rest = (" ".join(sys.argv[1:]).strip() + " ").split(" ", 1)
values = read_values(rest) if command in ("find", "update") else []
if (command, len(values)) not in (("find", 1), ("update", 2)):
    sys.exit(__doc__)
database, collection_name = os.environ["MONGO_DB"], os.environ["MONGO_COLLECTION"]
client = MongoClient(os.environ["MONGO_URI"], datetime_conversion="DATETIME_AUTO")
collection = client[database][collection_name]
print(f"mongodb 127.0.0.1:{os.environ['MONGO_PORT']}, database {database}, collection {collection_name}")
if command == "find":
    for document in collection.find(values[0]).limit(MAX_DOCUMENTS):
        print(json_util.dumps(document, ensure_ascii=False))
else:
    result = collection.update_one(values[0], values[1])
    print(f"{result.matched_count} found, {result.modified_count} changed")
