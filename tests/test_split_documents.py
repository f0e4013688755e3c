"""
Split documents - where each document of a file begins and ends, however they are written

FLOW:
    1 split two documents that stand one a line
    2 split the same two in a JSON array over many lines

LIBRARIES:
    re (comes with Python): looks for texts and braces
"""
from extractor.split_documents import split_documents

ONE_A_LINE = '{"a": "}"}\n{"b": {"c": 1}}\n'
ARRAY = '[\n  {"a": "}"},\n  {\n"b": {"c": 1}}\n]\n'


def split(text):
    lines = enumerate(text.splitlines(keepends=True), start=1)
    found = list(split_documents(lines, "a file"))
    print("  ", repr(text), "->", *found, sep="\n   ")
    return found


def test_split_documents():
    print("1 one a line: (line, column, text)")
    assert split(ONE_A_LINE) == [(1, 1, '{"a": "}"}'), (2, 1, '{"b": {"c": 1}}')]

    print("2 an array:")
    assert split(ARRAY) == [(2, 3, '{"a": "}"}'), (3, 3, '{\n"b": {"c": 1}}')]


if __name__ == "__main__":
    test_split_documents()
