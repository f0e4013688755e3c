"""
Read orders file - the documents of a file, or one sentence that says what cannot be read and where

FLOW:
    1 write a packed file of one document in MongoDB's extended JSON, and read it
    2 write a file whose second line is no document: reading ends the program with a sentence

LIBRARIES:
    bson.json_util (comes with pymongo): writes extended JSON, in which dates and decimals keep their types
    gzip, tempfile, pathlib (come with Python): packs a file, makes a folder that vanishes, names a file in it
"""
import gzip
import tempfile
from pathlib import Path
import pytest
from bson import json_util
from extractor.read_orders_file import read_orders_file
from tests.support.sample_order import DOCUMENT


def test_read_orders_file():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.json.gz")
        path.write_bytes(gzip.compress(json_util.dumps(DOCUMENT).encode()))
        print("1 read a packed file:", *read_orders_file(path))
        assert list(read_orders_file(path)) == [DOCUMENT]

        path.write_text('{"order_id": "A1"}\n{"created_at": {"$date": null}}\n')
        print("2 a bad file:", path.read_text(), sep="\n")
        with pytest.raises(SystemExit) as stop:
            list(read_orders_file(path))
        print("  ", stop.value)
        sentence = 'line 2 column 17: this is no $date, expected {"$date": "2026-01-05T10:00:00Z"}'
        assert str(stop.value) == f"{path} {sentence}"


if __name__ == "__main__":
    test_read_orders_file()
