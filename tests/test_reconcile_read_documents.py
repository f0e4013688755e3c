"""
Reconcile reads documents - each becomes the order that MySQL must hold once it is SENT

FLOW:
    1 put a document into MongoDB that was claimed on 7 January and sent
    2 read it: what the extractor sends of it, with the time of the claim

LIBRARIES:
    pymongo: talks to MongoDB; find() hands out documents one by one
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT, ON_THE_WIRE, READ_AT
from reconcile.read_documents import read_documents


def test_read_documents():
    environment.empty()
    print("1 a document in MongoDB:", DOCUMENT)
    environment.orders.insert_one(dict(DOCUMENT, _id=7, etl_status="SENT", etl_at=READ_AT))

    [[document]] = read_documents({})
    print("2 read:", document)
    size = document.pop("bytes")
    assert 300 < size < 800
    assert document == {
        "document_id": 7, "status": "SENT", "reason": None, "etl_at": READ_AT, "order_id": "A1", "order": ON_THE_WIRE,
        "name": "order 'A1', document 7",
    }


if __name__ == "__main__":
    test_read_documents()
