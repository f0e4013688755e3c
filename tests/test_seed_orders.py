"""
Seed orders - puts orders from a file into MongoDB, and leaves alone what is there

FLOW:
    1 write a file of two orders, in MongoDB's extended JSON
    2 seed it: both are inserted
    3 seed it once more: both are known by their _id

LIBRARIES:
    bson.json_util (comes with pymongo): reads and writes extended JSON, in which dates and decimals keep their types
    tempfile, pathlib (come with Python): a folder that vanishes after its use, and a file in it
"""
import tempfile
from pathlib import Path
from bson import json_util
from tests.support import environment
from tests.support.sample_order import DOCUMENT
from extractor.seed_orders import seed_file


def test_seed_orders():
    environment.empty()
    documents = [dict(DOCUMENT, _id=1), dict(DOCUMENT, _id=2, order_id="A2")]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.json")
        path.write_text("\n".join(json_util.dumps(document) for document in documents))
        print("1 the file:", path.read_text(), sep="\n")

        print("2 seed it: (inserted, all)", seed_file(path))
        assert list(environment.orders.find()) == documents

        print("3 seed it once more:", seed_file(path))
        assert seed_file(path) == (0, 2)
        assert list(environment.orders.find()) == documents


if __name__ == "__main__":
    test_seed_orders()
