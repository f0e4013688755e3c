import json
import re
import sys
from bson import json_util
from bson.codec_options import DatetimeConversion
from .find_bad_value import find_bad_value

# a date that python cannot hold is kept as it is, for the extractor to refuse
JSON_OPTIONS = json_util.JSONOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)
BETWEEN_DOCUMENTS = re.compile(r"[\s,\[\]]*")
# how values of extended json look
EXAMPLES = {
    "$date": '{"$date": "2026-01-05T10:00:00Z"}',
    "$oid": '{"$oid": "67d2d05b5f3a9c21e74a1c37"}',
    "$numberDecimal": '{"$numberDecimal": "9.90"} with at most 34 digits',
    "$numberLong": '{"$numberLong": "42"} of at most eight bytes',
}
# such as $date, of each value in the document that is read
value_names = []


class keep_error:
    """with keep_error() as kept: an error in there does not end the program, kept.error has it; else that is None"""
    def __enter__(self):
        self.error = None
        return self

    def __exit__(self, kind, error, traceback):
        self.error = error
        # ctrl-c ends the program
        return isinstance(error, Exception)


def parse_documents(path, first_line, text):
    """
    Takes some lines of a file, with whole documents in them, and the number of the first line. Hands out the documents.
    Ends the program with one sentence where one of them could not be put into MongoDB.
    """
    end = 0
    while (start := BETWEEN_DOCUMENTS.match(text, end).end()) < len(text):
        position, words = start, None
        value_names.clear()
        with keep_error() as kept:
            document, end = DECODER.raw_decode(text, start)
            value_names.clear()
            words = find_bad_value(document)
        if kept.error:
            position, words = explain(kept.error, text, start)
        if text[start] != "{":
            position, words = start, f"expected {{, found {text[start:start + 40].strip()!r}"
        if words:
            line, column = first_line + text.count("\n", 0, position), position - text.rfind("\n", 0, position)
            sys.exit(f"{path} line {line} column {column}: {words}")
        yield document


def read_object(pairs):
    """Makes a value of an object of the JSON text, as {"$date": ...} is one; the decoder calls it for each."""
    if pairs and pairs[0][0].startswith("$"):
        value_names.append(pairs[0][0])
    return json_util.object_pairs_hook(pairs, JSON_OPTIONS)


DECODER = json.JSONDecoder(object_pairs_hook=read_object)


def explain(error, text, start):
    """Takes what reading the document has raised that begins at `start`; returns (position in the text, words)."""
    if isinstance(error, json.JSONDecodeError):
        found = text[error.pos:error.pos + 40].split("\n")[0]
        found = repr(found) if found else "the end: is the file cut off?"
        return error.pos, f"{error.msg[0].lower()}{error.msg[1:]}, found {found}"
    # nested too deep is the fault of no value
    if value_names and not isinstance(error, RecursionError):
        name = value_names[-1]
        places = [found.start() for found in re.finditer(re.escape(f'"{name}"'), text[start:])]
        expected = EXAMPLES.get(name, "a value of MongoDB's extended JSON")
        return start + places[value_names.count(name) - 1], f"this is no {name}, expected {expected}"
    return start, str(error)
