import gzip
import io
import os
import re
import sys
from .parse_documents import keep_error, parse_documents

# of a document, or of a line with many, such as an array without line breaks
MAX_CHARACTERS = 64 * 1024 * 1024
TEXT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
# so a byte is read that is no utf-8
NOT_UTF8 = re.compile("[\udc80-\udcff]")


def read_orders_file(path):
    """
    Hands out the documents of a file in MongoDB's extended JSON: one a line, over many lines, or in a JSON array,
    packed by gzip or not; only the lines of one document are in memory.
    Ends the program with one sentence where one of them could not be put into MongoDB.
    """
    file = open_orders_file(path)
    number, first_line, text, braces, brackets = 0, 1, "", 0, 0
    line = None
    while line != "":
        number += 1
        with keep_error() as kept:
            line = file.readline(MAX_CHARACTERS)
        if kept.error:
            sys.exit(f"{path} line {number}: {kept.error}")
        bad_byte = NOT_UTF8.search(line)
        if bad_byte:
            sys.exit(f"{path} line {number} column {bad_byte.start() + 1}: expected text in UTF-8, "
                     f"found the byte {ord(bad_byte[0]) - 0xdc00:#x}")
        text += line
        if len(text) >= MAX_CHARACTERS:
            sys.exit(f"{path} line {first_line}: no document ends within 64 MB, write one a line: jq -c '.[]' does it")
        outside_of_texts = TEXT.sub("", line)
        braces += outside_of_texts.count("{") - outside_of_texts.count("}")
        brackets += outside_of_texts.count("[") - outside_of_texts.count("]")
        # at the end of the file too, for the parser to say what is missing
        if braces <= 0 or line == "":
            yield from parse_documents(path, first_line, text)
            first_line, text, braces = number + 1, "", 0
    if brackets > 0:
        sys.exit(f"{path} line {number - 1}: the file ends inside of an array: is it cut off?")


def open_orders_file(path):
    """Returns the file, opened for reading text; ends the program with a sentence where there is no such file."""
    if not os.path.exists(path) or os.path.isdir(path):
        sys.exit(f"there is no file {path}")
    if not os.access(path, os.R_OK):
        sys.exit(f"the file {path} may not be read")
    file = open(path, "rb")
    if file.peek(2).startswith(b"\x1f\x8b"):
        file = gzip.open(file)
    # only this ends a line, a name may hold another kind of line break; some programs put a mark at the beginning
    return io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="\n")
