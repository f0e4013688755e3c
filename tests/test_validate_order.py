"""
Validate order - a document of MongoDB becomes an order ready for Kafka, or a reason why not

FLOW:
    1 validate a good document: the order comes back, flat and under our names
    2 validate one with three mistakes: all of them stand in the reason
    3 look at its order_id as text: a rejected order is listed by it

LIBRARIES:
    none
"""
from tests.support import contract  # noqa: F401
from extractor.validate_order import order_id_text, validate_order
from tests.support.sample_order import DOCUMENT, ON_THE_WIRE


def test_validate_order():
    print("1 validate a good document:", DOCUMENT)
    order, reason = validate_order(DOCUMENT)
    print("   the order:", order)
    assert reason is None
    # the extractor adds read_at when it has claimed the order
    assert dict(order, read_at=ON_THE_WIRE["read_at"]) == ON_THE_WIRE

    bad_item = dict(DOCUMENT["items"][0], quantity=0)
    bad = dict(DOCUMENT, order_id=17, status="", items=[bad_item])
    print("2 validate one with three mistakes:", bad)
    order, reason = validate_order(bad)
    print("   the reason:", reason)
    assert order is None
    assert reason == ("order_id must be text but is of type int; status is empty; "
                      "item 1: quantity is 0, 1 to 1000000 is allowed")

    print("3 its order_id as text:", order_id_text(bad))
    assert order_id_text(bad) == "17"


if __name__ == "__main__":
    test_validate_order()
