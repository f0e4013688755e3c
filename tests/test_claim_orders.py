"""
Claim orders - an extractor takes new orders in hand, and no other one can

FLOW:
    1 insert two new orders and one that was sent before
    2 claim all three: the two new ones are claimed, and read
    3 claim them once more, as a second extractor would: nothing is left
    4 the extractor has died: what it had in hand is new again

LIBRARIES:
    pymongo: talks to MongoDB; update_many() changes all documents that match, in one command
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT
from extractor.claim_orders import claim_orders, find_too_large, read_claimed_orders
from extractor.claim_orders import release_old_claims, release_own_claims


def states():
    return {document["_id"]: document.get("etl_status") for document in environment.orders.find()}


def test_claim_orders():
    environment.empty()
    environment.orders.insert_many([dict(DOCUMENT, _id=1), dict(DOCUMENT, _id=2)])
    environment.orders.insert_one(dict(DOCUMENT, _id=3, etl_status="SENT"))
    print("1 three orders, by _id:", states())

    batch, claimed = claim_orders([1, 2, 3])
    documents = [document for part in read_claimed_orders(batch, [1, 2, 3]) for document in part]
    print("2 claimed:", claimed, states(), "the first of them:", documents[0])
    assert claimed == 2
    assert sorted(document["document_id"] for document in documents) == [1, 2]
    assert states() == {1: "SENDING", 2: "SENDING", 3: "SENT"}

    batch, claimed = claim_orders([1, 2, 3])
    print("3 a second extractor claims:", claimed)
    assert (claimed, find_too_large([1, 2, 3])) == (0, [])

    release_old_claims()
    assert states() == {1: "SENDING", 2: "SENDING", 3: "SENT"}
    release_own_claims()
    print("4 after the restart of the first:", states())
    assert states() == {1: None, 2: None, 3: "SENT"}


if __name__ == "__main__":
    test_claim_orders()
