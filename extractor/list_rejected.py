"""
List rejected - Prints the orders that were refused, each with its reason, and how often each reason came up
"""
from collections import Counter
from .connection.mongo_connection import MONGO_COLLECTION, mongo

collection = mongo.collection(MONGO_COLLECTION)


def print_rejected():
    """Prints every rejected order, then each reason with its count; returns the counts."""
    counts = Counter()
    rejected = collection.find(
        {"etl_status": "REJECTED"},
        {"_id": 0, "document_id": "$_id", "etl_order_id": 1, "etl_reason": 1},
    )
    for document in rejected:
        print(f"order {document.get('etl_order_id')}, document {document['document_id']}: {document['etl_reason']}")
        counts[document["etl_reason"]] += 1
    print(f"{counts.total()} rejected orders")
    for reason, count in counts.most_common():
        print(f"{count} x {reason}")
    return counts


if __name__ == "__main__":
    mongo.print_address()
    print_rejected()
