from collections import Counter
from extractor.order_fields import path_of
from .read_documents import PART, collection, order_id_of, show_progress, with_order_ids
from .read_rows import select
from .report import IN_MYSQL, ONLY_IN_MYSQL, SEVERAL_DOCUMENTS


def find_deleted(total):
    """
    Every row has its document: hands out (kind, sentence, order_id) of each order in MySQL that is not deleted, and one
    more where it has no document, or several.
    """
    for order_ids in show_progress(read_order_ids(), "rows", total):
        # by the index of the order_id
        documents = collection.find(with_order_ids(order_ids), {"_id": 0, path_of("order_id"): 1})
        counts = Counter(order_id_of(document) for document in documents)
        for order_id in order_ids:
            yield IN_MYSQL, None, order_id
            if counts[order_id] == 0:
                yield ONLY_IN_MYSQL, f"order {order_id!r}", order_id
            if counts[order_id] > 1:
                yield SEVERAL_DOCUMENTS, f"order {order_id!r}: {counts[order_id]} documents", order_id


def read_order_ids():
    """Hands out the ids of all orders that are not deleted, in lists of 1500, in the order of their ids."""
    # the lowest id that there is
    order_ids = [""]
    while order_ids:
        # find the orders behind an id that are not deleted, take the first ones by id, select their ids
        rows = select(
            """
            SELECT orders.order_id
            FROM orders
            WHERE orders.order_id > %s AND orders.deleted_at IS NULL
            ORDER BY orders.order_id
            LIMIT %s
            """,
            [order_ids[-1], PART],
        )
        order_ids = [row["order_id"] for row in rows]
        yield order_ids
