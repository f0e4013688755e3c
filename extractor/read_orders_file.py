import sys
from bson import json_util
from bson.codec_options import DatetimeConversion

# a date that python cannot hold is kept as it is, for the extractor to refuse
JSON_OPTIONS = json_util.JSONOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)


def read_orders_file(path):
    """
    Hands out the documents of a file in MongoDB's extended JSON, one a line; empty lines are passed over.
    Ends the program with a sentence where there is no such file, or a line does not begin as a document does.
    """
    # not is_file(): /dev/stdin is none, and with docker a file comes in that way
    if path.is_dir() or not path.exists():
        sys.exit(f"there is no file {path}")
    # newline: only this one ends a line; a name may hold another kind of line break
    with open(path, encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            line = line.strip()
            if line and not line.startswith("{"):
                sys.exit(f"{path} line {number} is no JSON document: {line[:60]}")
            if line:
                yield json_util.loads(line, json_options=JSON_OPTIONS)
