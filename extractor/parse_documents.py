import json
import re
import sys
import bson
from bson import json_util
from bson.codec_options import DatetimeConversion
from .claim_orders import MAX_DOCUMENT_BYTES
from .validate_order import fields_of
from .validate_values import MAX_INTEGER

# a date that python cannot hold is kept as it is, for the extractor to refuse
JSON_OPTIONS = json_util.JSONOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)
# mongodb takes documents that are nested a little deeper
MAX_DEPTH = 100
BETWEEN_DOCUMENTS = re.compile(r"[\s,\[\]]*")
# what \ud83d without a second half becomes
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# how values of extended json look
EXAMPLES = {
    "$date": '{"$date": "2026-01-05T10:00:00Z"}',
    "$oid": '{"$oid": "67d2d05b5f3a9c21e74a1c37"}',
    "$numberDecimal": '{"$numberDecimal": "9.90"} with at most 34 digits',
    "$numberLong": '{"$numberLong": "42"} of at most eight bytes',
}


def parse_documents(path, first_line, text):
    """
    Takes some lines of a file, with whole documents in them, and the number of the first line. Hands out the documents.
    Ends the program with one sentence where one of them could not be put into MongoDB.
    """
    end = 0
    while (start := BETWEEN_DOCUMENTS.match(text, end).end()) < len(text):
        with stop_with_sentence(path, first_line, text, start) as reader:
            if text[start] != "{":
                reader.stop(start, f"expected {{, found {text[start:start + 40].strip()!r}")
            document, end = json.JSONDecoder(object_pairs_hook=reader.read_object).raw_decode(text, start)
            reader.names = []
            bad_value = find_bad_value(document)
        if bad_value:
            reader.stop(start, bad_value)
        yield document


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


class stop_with_sentence:
    """
    with stop_with_sentence(path, line, text, start) as reader: what cannot be read in there ends the program, with one
    sentence that says where in the file it stands, and what was expected.
    """
    def __init__(self, path, first_line, text="", start=0):
        self.path, self.first_line, self.text, self.start = path, first_line, text, start
        self.names = []

    def read_object(self, pairs):
        """Makes a value of an object of the JSON text, as {"$date": ...} is one; the decoder calls it for each."""
        if pairs and pairs[0][0].startswith("$"):
            self.names.append(pairs[0][0])
        return json_util.object_pairs_hook(pairs, JSON_OPTIONS)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, json.JSONDecodeError):
            found = self.text[error.pos:error.pos + 40].split("\n")[0]
            found = repr(found) if found else "the end: is the file cut off?"
            self.stop(error.pos, f"{error.msg[0].lower()}{error.msg[1:]}, found {found}")
        # the object that was made last; one that is nested too deep is none
        if isinstance(error, Exception) and self.names and not isinstance(error, RecursionError):
            name = self.names[-1]
            places = [found.start() for found in re.finditer(re.escape(f'"{name}"'), self.text[self.start:])]
            expected = EXAMPLES.get(name, "a value of MongoDB's extended JSON")
            self.stop(self.start + places[self.names.count(name) - 1], f"this is no {name}, expected {expected}")
        # ctrl-c is no such error
        if isinstance(error, Exception):
            self.stop(self.start, str(error))

    def stop(self, position, words):
        """Ends the program; `position` counts the characters of the text from 0."""
        line = self.first_line + self.text.count("\n", 0, position)
        sys.exit(f"{self.path} line {line} column {position - self.text.rfind(chr(10), 0, position)}: {words}")
