import re
import bson
from .claim_orders import MAX_DOCUMENT_BYTES
from .validate_order import fields_of
from .validate_values import MAX_INTEGER

# mongodb takes documents that are nested a little deeper
MAX_DEPTH = 100
# what \ud83d without a second half becomes
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def find_bad_value(document):
    """Returns what MongoDB does not take of a document, such as an integer of nine bytes, or None; may raise too."""
    for path, value in fields_of(document):
        if path.count(".") + path.count("[]") >= MAX_DEPTH:
            return f"nested deeper than {MAX_DEPTH} levels, MongoDB takes no such document"
        if "\0" in path or HALF_CHARACTER.search(path):
            return f"a field is called {path!r}, MongoDB takes no such name"
        if isinstance(value, str) and HALF_CHARACTER.search(value):
            return f"{path} has half a character, {HALF_CHARACTER.search(value)[0]!r}, expected text in UTF-8"
        if isinstance(value, int) and abs(value) > MAX_INTEGER:
            return f"{path} is {str(value)[:30]}, expected an integer of at most eight bytes"
    document_id, size = document.get("_id"), len(bson.encode(document))
    if size > MAX_DOCUMENT_BYTES:
        return f"the document has {size} bytes, at most {MAX_DOCUMENT_BYTES} are allowed"
    is_command = isinstance(document_id, dict) and any(name.startswith("$") for name in document_id)
    if is_command or isinstance(document_id, (list, bson.Regex)):
        return f"MongoDB takes no such _id: {document_id}"[:300]
    return None
