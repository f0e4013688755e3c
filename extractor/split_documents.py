import re
import sys

MAX_LINE_BYTES = 64 * 1024 * 1024
# mongodb takes documents that are nested a little deeper
MAX_DEPTH = 100
# texts, and what begins and ends inside of a document
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}]')
NOT_A_SPACE = re.compile(r"\S")

# what may follow outside of the documents: (what came last, the next character) -> what came last now
NEXT = {
    ("the beginning", "["): "the [ of an array", ("the beginning", "{"): "a document",
    ("a document", "{"): "a document",
    ("the [ of an array", "{"): "a document of the array", ("the [ of an array", "]"): "the end of the array",
    ("a document of the array", ","): "a comma", ("a document of the array", "]"): "the end of the array",
    ("a comma", "{"): "a document of the array",
}
MAY_END = ("the beginning", "a document", "the end of the array")


def split_documents(lines, path):
    """
    Takes (number, text) of the lines of a file. Hands out (line, column, text) of each document, from its { to its }:
    one a line, over many lines, or in a JSON array; only the lines of one document are in memory.
    Ends the program with a sentence where something else stands between the documents, or the last one does not end.
    """
    last, depth, parts, number = "the beginning", 0, [], 0
    for number, line in lines:
        position = 0
        while position < len(line):
            if depth == 0:
                found = NOT_A_SPACE.search(line, position)
                if not found:
                    break
                position = found.start()
                last = following(last, line, position, f"{path} line {number} column {position + 1}")
                if line[position] == "{":
                    first_line, first_column, parts, part_bytes = number, position + 1, [], 0
                else:
                    position += 1
                    continue
            end, depth = end_of_document(line, position, depth)
            if depth > MAX_DEPTH:
                sys.exit(f"{path} line {number}: nested deeper than {MAX_DEPTH} levels, MongoDB takes no such document")
            parts.append(line[position:end])
            part_bytes += end - position
            if part_bytes > MAX_LINE_BYTES:
                sys.exit(f"{path}: the document that begins in line {first_line} is over 64 MB: is its end missing?")
            position = end
            if depth == 0:
                yield first_line, first_column, "".join(parts)
    if depth:
        # the parser of json says more exactly what is missing, and where
        yield first_line, first_column, "".join(parts)
    if last not in MAY_END:
        sys.exit(f"{path} line {number}: the file ends after {last}, expected the end of the array: is it cut off?")


def following(last, line, position, place):
    if (last, line[position]) not in NEXT:
        expected = " or ".join(character for before, character in NEXT if before == last) or "the end of the file"
        sys.exit(f"{place}: expected {expected} after {last}, found {line[position:position + 40].strip()!r}")
    return NEXT[last, line[position]]


def end_of_document(line, position, depth):
    """Returns where the document ends in this line, or where it is too deep, or the line's end; and the depth there."""
    for token in TOKEN.finditer(line, position):
        if token[0] in "{[":
            depth += 1
            if depth > MAX_DEPTH:
                return token.end(), depth
        elif token[0] in "}]":
            depth -= 1
            if depth == 0:
                return token.end(), 0
    return len(line), depth
