"""
Generate orders - makes up orders for trying things out, all of them good

FLOW:
    1 generate three orders of the last 30 days
    2 validate them: each is an order that the extractor sends

LIBRARIES:
    random (comes with Python): Random(1) makes the same chance each time
"""
import random
from tests.support import contract  # noqa: F401
from extractor.generate_orders import generate_orders
from extractor.validate_order import validate_order


def test_generate_orders():
    documents = list(generate_orders(3, random.Random(1), 30))
    print("1 the first of three orders:", documents[0])
    assert len({document["order_id"] for document in documents}) == 3

    reasons = [validate_order(document)[1] for document in documents]
    print("2 reasons to reject them:", reasons)
    assert reasons == [None, None, None]


if __name__ == "__main__":
    test_generate_orders()
