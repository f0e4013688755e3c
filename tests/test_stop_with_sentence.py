"""
Stop with sentence - what cannot be read ends the program with one sentence, and not with an error

FLOW:
    1 read a JSON text whose end is missing, as line 7 of a file
    2 the program ends: the sentence names file, line, column and what was expected

LIBRARIES:
    json (comes with Python): its error knows the place in the text
"""
import json
import pytest
from extractor.stop_with_sentence import find_bad_value, stop_with_sentence

TEXT = '{"order_id": "A1",'


def test_stop_with_sentence():
    print("1 read:", TEXT)
    with pytest.raises(SystemExit) as stop:
        with stop_with_sentence("orders.json", 7, 1, TEXT):
            json.loads(TEXT)
    print("2 the program ends:", stop.value)
    assert str(stop.value) == ("orders.json line 7 column 19: expecting property name enclosed in double quotes, "
                               "found the end: is the file cut off?")


def test_find_bad_value():
    document = {"items": [{"price": 2**70}]}
    print("3 what MongoDB has no room for:", find_bad_value(document, ""))
    assert find_bad_value(document, "") == ("items[0].price is 1180591620717411303424, "
                                            "expected an integer of at most eight bytes")


if __name__ == "__main__":
    test_stop_with_sentence()
    test_find_bad_value()
