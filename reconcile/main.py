"""
Reconcile - Compares MongoDB with MySQL: is every order where it belongs, as it should be?

INPUT:
    - all documents of the collection in mongodb, and when an extractor was seen last
    - the tables customers, products, orders and order_items in mysql, and when a loader was seen last
    - how far the loaders have come in the kafka topic

OUTPUT:
    - counts and examples on the screen, a last line that sums them up, and an exit code
    - with --resend: etl_status null on the documents of what is missing or different, so that they are sent once more
    - with --mark-deleted: the orders that are no longer in mongodb as messages in the kafka topic

FLOW:
    mongodb, kafka, mysql -> reconcile -> screen, and with --resend mongodb, with --mark-deleted kafka
"""
import argparse
import sys
# before all that connects
from . import name_server  # noqa: F401
from .compare_documents import compare_documents
from .connection.kafka_connection_consumer import consumer
from .connection.mongo_connection import mongo
from .connection.mysql_connection import print_address
from .find_deleted import find_deleted
from .find_unclaimed import find_unclaimed
from .mark_deleted import mark_deleted, reason_not_to_mark
from .read_documents import collection
from .report import (
    CUSTOMER, DELETED_NOW, IN_MYSQL, OLDER, ONLY_IN_MYSQL, PRODUCT, RESENT, RESENT_AND_CHANGED, RESENT_AND_RIGHT, RIGHT,
    WRONG, conclude, report,
)
from .resend import resend
from .wait_until_loaded import TOPIC, wait_until_loaded


def reconcile(options):
    """Compares everything once, does what the options say, prints all of it; returns (exit code, last sentence)."""
    start = wait_until_loaded()
    total = collection.estimated_document_count()
    counts, document_ids = report(compare_documents({}, start["claimed_before"], total))
    # a customer or product is no document
    document_count = counts.total() - counts[CUSTOMER] - counts[PRODUCT]
    # before the rows: what is claimed after this time wins over its deletion
    read_at = mongo.now()
    row_counts, order_ids = report(find_deleted(counts[RIGHT]))
    unclaimed_counts, unclaimed_ids = report(find_unclaimed(start))
    counts += row_counts + unclaimed_counts

    older_count, refused = counts[OLDER], None
    if options.resend:
        # what mysql alone may have is overwritten only with --yes
        kinds = (*RESENT, OLDER) if options.yes else RESENT
        resend_and_count({kind: document_ids.get(kind, []) for kind in kinds}, counts)
    if options.mark_deleted and counts[ONLY_IN_MYSQL]:
        refused = reason_not_to_mark(counts[ONLY_IN_MYSQL], counts[IN_MYSQL], older_count, options.yes)
        if refused is None:
            counts[DELETED_NOW] = mark_deleted(order_ids[ONLY_IN_MYSQL], read_at)
            counts[ONLY_IN_MYSQL] -= counts[DELETED_NOW]
    return conclude(counts, document_count, refused)


def resend_and_count(ids_of_kind, counts):
    """Resends what is wrong, and counts what it is now in place of what it was before."""
    # once each: an order may be the newest one of several products; by its text, for an _id may be a document
    ids = list({repr(id): id for ids in ids_of_kind.values() for id in ids}.values())
    if not ids:
        return
    found, found_ids = report(resend(ids))
    for kind in WRONG:
        counts[kind] += found[kind] - len(ids_of_kind.get(kind, []))
    still_wrong = sum(found[kind] for kind in WRONG if kind not in (CUSTOMER, PRODUCT))
    counts[RESENT_AND_RIGHT] = found[RIGHT]
    counts[RESENT_AND_CHANGED] = len(ids) - found[RIGHT] - still_wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m reconcile.main", description="Compares MongoDB with MySQL.")
    parser.add_argument("--resend", action="store_true", help="send once more what is missing or different")
    parser.add_argument("--mark-deleted", action="store_true", help="mark deleted what is no longer in MongoDB")
    parser.add_argument("--yes", action="store_true",
                        help="mark more than one order in a hundred, and resend where MongoDB is older than MySQL")
    options = parser.parse_args()
    mongo.print_address()
    consumer.print_address(TOPIC)
    print_address()
    code, sentence = reconcile(options)
    print(f"exit code {code}: {sentence}")
    consumer.close()
    mongo.close()
    sys.exit(code)
