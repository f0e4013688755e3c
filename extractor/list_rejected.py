"""
List rejected - prints the orders that were refused, with the reason of each

INPUT:
    - orders in mongodb with etl_status REJECTED

OUTPUT:
    - one line an order, then how often each reason came up

FLOW:
    mongodb -> screen
"""
from collections import Counter
from .connection.mongo_connection import mongo

collection = mongo.collection("orders")


def find_rejected():
    """Hands out the rejected documents one by one as {document_id, order_id, etl_reason}."""
    return collection.find(
        {"etl_status": "REJECTED"},
        {"_id": 0, "document_id": "$_id", "order_id": 1, "etl_reason": 1},
    )


def print_rejected():
    """Prints every rejected order, and how often each reason came up."""
    counts = Counter()
    for document in find_rejected():
        print(f"order {document.get('order_id')!r}, document {document['document_id']}: {document['etl_reason']}")
        counts[document["etl_reason"]] += 1
    print(f"{counts.total()} rejected orders")
    for reason, count in counts.most_common():
        print(f"{count} x {reason}")


if __name__ == "__main__":
    print_rejected()
