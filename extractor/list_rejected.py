"""
List rejected - Prints the orders that were refused, each with its reason, and how often each reason came up
"""
import signal
from collections import Counter
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .name_document import document_name

# a million orders may have a million reasons
MAX_REASONS = 1000

collection = mongo.collection(MONGO_COLLECTION)


def print_rejected():
    """Prints every rejected order, then each reason with its count; returns the counts."""
    counts = Counter()
    rejected = collection.find(
        {"etl_status": "REJECTED"},
        {"_id": 0, "document_id": "$_id", "etl_order_id": 1, "etl_reason": 1},
    )
    for document in rejected:
        order_id, reason = document.get("etl_order_id"), document.get("etl_reason")
        print(f"order {order_id}, document {document_name(document['document_id'])}: {reason}")
        counts[reason if reason in counts or len(counts) < MAX_REASONS else "other reasons"] += 1
    print(f"{counts.total()} rejected orders")
    for reason, count in counts.most_common():
        print(f"{count} x {reason}")
    return counts


if __name__ == "__main__":
    # where `| head` has read enough this ends without an error, as other programs do
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    print(mongo.address())
    print_rejected()
