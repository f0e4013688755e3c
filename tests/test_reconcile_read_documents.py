"""
Reconcile, read documents - what MySQL must have of each document, by the extractor's own contract

FLOW:
    1 insert an order that is SENT, and one without items
    2 read them: of the first comes the order with its total, of the second none

LIBRARIES:
    pymongo: talks to MongoDB; a cursor hands out the documents part by part
"""
from tests.support import environment
from tests.support.sample_order import DOCUMENT, ON_THE_WIRE, READ_AT
from reconcile.read_documents import order_id_of, order_of, read_documents


def test_read_documents():
    environment.empty()
    print("1 insert two documents")
    environment.orders.insert_one(dict(DOCUMENT, _id=1, etl_status="SENT", etl_at=READ_AT))
    environment.orders.insert_one(dict(DOCUMENT, _id=2, order_id="A2", items=[]))
    (good, bad), = read_documents({})
    print("2 the order:", order_of(good))
    lines = [dict(item, line_number=number) for number, item in enumerate(ON_THE_WIRE["items"], start=1)]
    assert order_of(good) == dict(ON_THE_WIRE, total="19.9000", deleted_at=None, items=lines)
    assert (order_of(bad), order_id_of(bad)) == (None, "A2")


if __name__ == "__main__":
    test_read_documents()
