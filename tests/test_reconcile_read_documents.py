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
from reconcile.read_documents import order_id_of, read_documents, read_version


def test_read_documents():
    environment.empty()
    print("1 a document in MongoDB:", DOCUMENT)
    environment.orders.insert_one(dict(DOCUMENT, _id=7, etl_status="SENT", etl_at=READ_AT))

    chunks = list(read_documents({}))
    print("2 read, in lists of at most 1000:", chunks)
    document = chunks[0][0]
    assert len(chunks) == len(chunks[0]) == 1
    assert (document["document_id"], order_id_of(document), document["etl_status"]) == (7, "A1", "SENT")

    print("3 the order:", read_version(document))
    assert read_version(document) == ON_THE_WIRE
    assert read_version(dict(document, items="gone")) is None


if __name__ == "__main__":
    test_read_documents()
