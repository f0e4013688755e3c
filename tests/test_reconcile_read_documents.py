"""
Reconcile reads documents - each becomes the order that MySQL must hold once it is SENT

FLOW:
    1 put a document into MongoDB that was claimed on 7 January and sent
    2 read it
    3 look at the order: what the extractor sends of it, with the time of the claim

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

    chunks = list(read_documents({}))
    document = chunks[0][0]
    print("2 read, in lists of at most 1000:", chunks)
    assert len(chunks) == len(chunks[0]) == 1
    assert (document["document_id"], document["order_id"], document["status"]) == (7, "A1", "SENT")
    assert document["name"] == "order 'A1', document 7"

    print("3 the order:", document["order"])
    assert document["order"] == ON_THE_WIRE
    environment.orders.update_one({"_id": 7}, {"$set": {"items": "gone", "order_id": ["gone"]}})
    document = list(read_documents({}))[0][0]
    assert (document["order_id"], document["order"], document["name"]) == (None, None, "order ['gone'], document 7")


if __name__ == "__main__":
    test_read_documents()
