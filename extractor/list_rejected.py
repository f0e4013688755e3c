"""
List rejected - Prints the orders that were refused, each with its reason

INPUT:
    - orders in mongodb with etl_status REJECTED

OUTPUT:
    - one line an order, then how often each reason came up

FLOW:
    mongodb -> screen
"""
from collections import Counter
from .connection.mongo_connection import MONGO_COLLECTION, mongo

collection = mongo.collection(MONGO_COLLECTION)


def find_rejected():
    """Hands out the rejected documents one by one as {document_id, etl_order_id, etl_reason}."""
    return collection.find(
        {"etl_status": "REJECTED"},
        {"_id": 0, "document_id": "$_id", "etl_order_id": 1, "etl_reason": 1},
    )


def print_rejected():
    """Prints every rejected order, and how often each reason came up."""
    counts = Counter()
    for document in find_rejected():
        print(f"order {document.get('etl_order_id')}, document {document['document_id']}: {document['etl_reason']}")
        counts[document["etl_reason"]] += 1
    print(f"{counts.total()} rejected orders")
    for reason, count in counts.most_common():
        print(f"{count} x {reason}")


if __name__ == "__main__":
    mongo.print_address()
    print_rejected()
