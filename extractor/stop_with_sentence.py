import json
import re
import sys
from bson import json_util
from bson.codec_options import DatetimeConversion

# a date that python cannot hold is kept as it is, for the extractor to refuse
JSON_OPTIONS = json_util.JSONOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)
MAX_INTEGER = 2**63 - 1
# in the text of a document: half of a character that takes two of these, and an integer of many digits
ODD_VALUE = re.compile(r"(?i)\\ud[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..)\\ud[c-f]..|(?<![\d.\"])-?\d{19,}(?![\d.])")
# how values of extended json look
EXAMPLES = {
    "$date": '{"$date": "2026-01-05T10:00:00Z"}',
    "$oid": '{"$oid": "67d2d05b5f3a9c21e74a1c37"}',
    "$numberDecimal": '{"$numberDecimal": "9.90"} with at most 34 digits',
    "$numberLong": '{"$numberLong": "42"} of at most eight bytes',
    "$numberInt": '{"$numberInt": "42"}',
    "$numberDouble": '{"$numberDouble": "9.9"}',
    "$uuid": '{"$uuid": "c8edabc3-f738-4ca3-b68d-ab92a91478a3"}',
}


class stop_with_sentence:
    """
    with stop_with_sentence(path, line, column, text) as reader: what cannot be read in there ends the program, with one
    sentence that says where in the file it stands, and what was expected.
    """
    def __init__(self, path, line, column=1, text=""):
        self.path, self.line, self.column, self.text = path, line, column, text
        self.document = None
        self.names = []

    def read_object(self, pairs):
        """Makes a value of an object of the JSON text, as {"$date": ...} is one; json.loads calls it for each."""
        if pairs and pairs[0][0].startswith("$"):
            self.names.append(pairs[0][0])
        return json_util.object_pairs_hook(pairs, JSON_OPTIONS)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        # none where all went well; ctrl-c is left alone
        if not isinstance(error, Exception):
            return
        if isinstance(error, json.JSONDecodeError):
            self.stop(error.pos, error.msg[0].lower() + error.msg[1:] + self.found(error.pos))
        if isinstance(error, UnicodeDecodeError):
            self.column = error.start + 1
            self.stop(0, f"expected text in UTF-8, found the byte {error.object[error.start]:#x}")
        if self.document is not None:
            odd_value = ODD_VALUE.search(self.text)
            self.stop(odd_value.start() if odd_value else 0, find_bad_value(self.document, "") or str(error))
        if self.names:
            name = self.names[-1]
            expected = EXAMPLES.get(name, "a value of MongoDB's extended JSON")
            self.stop(self.find(name, self.names.count(name)), f"this is no {name}, expected {expected}")
        self.stop(0, str(error))

    def stop(self, position, words):
        """Ends the program; `position` counts the characters of the text from 0."""
        lines = self.text[:position].split("\n")
        column = len(lines[-1]) + (self.column if len(lines) == 1 else 1)
        sys.exit(f"{self.path} line {self.line + len(lines) - 1} column {column}: {words}")

    def found(self, position):
        found = self.text[position:position + 40].split("\n")[0]
        return f", found {found!r}" if found else ", found the end: is the file cut off?"

    def find(self, name, count):
        position = -1
        for number in range(count):
            position = self.text.find(f'"{name}"', position + 1)
        return max(position, 0)


def find_bad_value(value, path):
    """Returns what in a document BSON has no room for, such as an integer of nine bytes, or None."""
    if isinstance(value, dict):
        for name, inner in value.items():
            place = f"{path}.{name}" if path else name
            if "\0" in name or find_bad_value(name, ""):
                return f"a field is called {name!r}, MongoDB takes no such name"
            found = find_bad_value(inner, place)
            if found:
                return found
    if isinstance(value, list):
        for number, inner in enumerate(value):
            found = find_bad_value(inner, f"{path}[{number}]")
            if found:
                return found
    if isinstance(value, str):
        for character in value:
            if "\ud800" <= character <= "\udfff":
                return f"{path} has half a character, {character!r}, expected text that can be written as UTF-8"
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return f"{path} is {str(value)[:30]}, expected an integer of at most eight bytes"
    return None
