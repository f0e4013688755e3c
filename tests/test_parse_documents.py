"""
Parse documents - what stands in the lines of a file becomes documents, or one sentence that says what is wrong

FLOW:
    1 parse two lines of an array
    2 parse a document whose end is missing, as line 7 of a file: the sentence names the place and what is missing
    3 find what MongoDB has no room for in a document

LIBRARIES:
    json (comes with Python): its error knows the place in the text
"""
import pytest
from tests.support import contract  # noqa: F401
from extractor.find_bad_value import find_bad_value
from extractor.parse_documents import parse_documents

ARRAY = '[ {"a": "}"}, {\n"b": {"$numberLong": "5"}} ]'
CUT_OFF = '{"order_id": "A1",'


def test_parse_documents():
    print("1 of", repr(ARRAY), "come:", *parse_documents("orders.json", 1, ARRAY), sep="\n   ")
    assert list(parse_documents("orders.json", 1, ARRAY)) == [{"a": "}"}, {"b": 5}]

    with pytest.raises(SystemExit) as stop:
        list(parse_documents("orders.json", 7, CUT_OFF))
    print("2 of", repr(CUT_OFF), "comes:", stop.value)
    assert str(stop.value) == ("orders.json line 7 column 19: expecting property name enclosed in double quotes, "
                               "found the end: is the file cut off?")

    document = {"items": [{"price": 2**70}]}
    print("3 in", document, find_bad_value(document))
    assert find_bad_value(document) == ("items[].price is 1180591620717411303424, "
                                        "expected an integer of at most eight bytes")


if __name__ == "__main__":
    test_parse_documents()
