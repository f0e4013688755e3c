"""
Preview - says what the extractor would do with orders, and sends and marks nothing

FLOW:
    1 take a good order, two that were cancelled, and one whose status stands in a field of another name
    2 preview them: how many would be sent, the reasons, the statuses, and the fields that no table has

LIBRARIES:
    collections (comes with Python): a Counter counts how often each thing comes up
"""
from tests.support import environment  # noqa: F401
from extractor.preview import preview, print_preview
from tests.support.sample_order import DOCUMENT


def test_preview():
    other_name = dict(DOCUMENT, order_id="A4", state="paid")
    del other_name["status"]
    documents = [DOCUMENT, dict(DOCUMENT, order_id="A2", status="Canceled"),
                 dict(DOCUMENT, order_id="A3", status="cancelled", etl_status="SENT"), other_name]
    print("1 preview four orders, the last one:", other_name)
    found = preview(documents)

    print("2 what is printed:")
    print_preview(found)
    assert found.outcomes == {"sent": 2, "rejected": 1, "SENT": 1}
    assert found.reasons == {"status must be text but is missing": 1}
    assert found.examples == {"status must be text but is missing": "A4"}
    assert found.statuses == {"PAID": 1, "CANCELLED": 2}
    assert found.unknown == {"note": 4, "state": 1}


if __name__ == "__main__":
    test_preview()
