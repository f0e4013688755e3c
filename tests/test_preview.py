"""
Preview - says what the extractor would do with orders, and sends and marks nothing

FLOW:
    1 take a good order, and two without a status
    2 preview them: one would be sent, one reason with its count, one field that no table has

LIBRARIES:
    collections (comes with Python): a Counter counts how often each thing comes up
"""
from extractor.preview import fields_of, preview, print_preview
from tests.support.sample_order import DOCUMENT


def test_preview():
    documents = [DOCUMENT, dict(DOCUMENT, order_id="A2", status=""), dict(DOCUMENT, order_id="A3", status="")]
    print("1 preview three orders; the fields of the first:", *fields_of(DOCUMENT))
    good, reasons, examples, unknown = preview(documents)

    print("2 what is printed:")
    print_preview(good, reasons, examples, unknown)
    assert good == 1
    assert reasons == {"status is empty": 2}
    assert examples == {"status is empty": "A2"}
    assert unknown == {"note": 3}


if __name__ == "__main__":
    test_preview()
