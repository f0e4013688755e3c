from collections import Counter
from extractor.order_fields import path_of
from .read_documents import collection, order_id_of, show_progress, with_order_ids
from .read_rows import read_order_ids

ONLY_IN_MYSQL = "only in MySQL"
SEVERAL_DOCUMENTS = "several documents with one order_id"


def find_deleted(total):
    """
    Every row has its document: hands out (kind, sentence, order_id) of each order in MySQL that is not deleted, the
    sentence is None where it has one document.
    """
    for order_ids in show_progress(read_order_ids(), "rows", total):
        counts = count_documents(order_ids)
        for order_id in order_ids:
            if counts[order_id] == 1:
                yield "one document", None, order_id
            elif counts[order_id] == 0:
                yield ONLY_IN_MYSQL, f"order {order_id!r}", order_id
            else:
                yield SEVERAL_DOCUMENTS, f"order {order_id!r}: {counts[order_id]} documents", order_id


def count_documents(order_ids):
    """Returns {order_id: number of its documents}, by the index of the order_id."""
    documents = collection.find(with_order_ids(order_ids), {"_id": 0, path_of("order_id"): 1})
    return Counter(order_id_of(document) for document in documents)
