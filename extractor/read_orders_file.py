import gzip
import json
import os
import shutil
import sys
import tempfile
import bson
from .split_documents import MAX_LINE_BYTES, split_documents
from .stop_with_sentence import stop_with_sentence

# mongodb holds documents of at most 16 mib, and the marks of the extractor need up to 2 kb
MAX_DOCUMENT_BYTES = 16 * 1024 * 1024 - 2048


def open_orders_file(path):
    """
    Returns the file, opened for reading bytes, unpacked where it is packed by gzip. What can be read only once, such as
    /dev/stdin, is copied into a temporary file. Ends the program with a sentence where there is no such file.
    """
    if not os.path.exists(path) or os.path.isdir(path):
        sys.exit(f"there is no file {path}")
    if not os.access(path, os.R_OK):
        sys.exit(f"the file {path} may not be read")
    file = open(path, "rb")
    if not os.path.isfile(path):
        copy = tempfile.TemporaryFile()
        shutil.copyfileobj(file, copy)
        file = copy
        file.seek(0)
    is_packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return gzip.open(file) if is_packed else file


def read_orders_file(path, file):
    """
    Takes the name of a file and the file as open_orders_file() gives it. Hands out its documents, in MongoDB's extended
    JSON: one a line, over many lines, or in a JSON array.
    Ends the program with one sentence where one of them could not be put into MongoDB.
    """
    file.seek(0)
    for line, column, text in split_documents(read_lines(path, file), path):
        with stop_with_sentence(path, line, column, text) as reader:
            document = reader.document = json.loads(text, object_pairs_hook=reader.read_object)
            size = len(bson.encode(document))
        if size > MAX_DOCUMENT_BYTES:
            sys.exit(f"{path} line {line}: the document has {size} bytes, at most {MAX_DOCUMENT_BYTES} are allowed")
        if not may_be_id(document.get("_id")):
            sys.exit(f"{path} line {line}: MongoDB takes no such _id: {document['_id']}"[:300])
        yield document


def may_be_id(value):
    if isinstance(value, dict):
        return not any(name.startswith("$") for name in value)
    return not isinstance(value, (list, bson.Regex))


def read_lines(path, file):
    """Hands out (number, text) of each line, without the mark that some programs put at the beginning of a file."""
    number = 0
    while True:
        number += 1
        with stop_with_sentence(path, number):
            # only this one ends a line; a name may hold another kind of line break
            line = file.readline(MAX_LINE_BYTES)
            text = line.decode("utf-8")
        if not line:
            return
        if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
            sys.exit(f"{path} line {number} has more than 64 MB, write one document a line: jq -c '.[]' does it")
        yield number, text.removeprefix("\ufeff") if number == 1 else text
