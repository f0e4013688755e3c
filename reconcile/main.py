"""
Reconcile - Compares MongoDB with MySQL: is every order where it belongs, as it should be?

INPUT:
    - all documents of the collection in mongodb
    - the tables customers, products, orders and order_items in mysql
    - how far the loaders have come in the kafka topic

OUTPUT:
    - counts and examples on the screen, an exit code, and a sentence that says why
    - with --resend: etl_status null on the documents of what is missing or different, so that they are sent once more
    - with --mark-deleted: the orders that are no longer in mongodb as messages in the kafka topic, with status DELETED

FLOW:
    mongodb, kafka, mysql -> reconcile -> screen, and with --resend mongodb, with --mark-deleted kafka
"""
import argparse
import sys
from .check_documents import check_documents
from .compare_orders import recheck_orders
from .compare_texts import check_texts
from .connection.kafka_connection_consumer import consumer
from .connection.mongo_connection import mongo
from .connection.mysql_connection import print_address
from .mark_deleted import TOPIC, find_objection, mark_deleted
from .read_documents import collection
from .read_rows import in_chunks, read_order_ids
from .report import conclude, new_findings, print_report


def reconcile():
    """Compares everything once and returns what was found; raises where MongoDB, Kafka or MySQL does not answer."""
    found = new_findings()
    found["began"] = mongo.now()
    # before the documents: what is in mysql now had a document, and an order that comes later is not only in mysql
    order_ids, deleted_ids = read_order_ids()
    found["counts"]["orders in MySQL"] = len(order_ids)
    seen = check_documents(order_ids, deleted_ids, found)
    # after the documents, before the recheck: with nothing in flight now, what was sent by then must be in mysql
    found["counts"]["in Kafka"], found["Kafka seconds"] = consumer.in_flight(TOPIC, mongo.now())
    recheck_orders(seen, found)
    check_texts(seen, found)
    return found


def resend(document_ids, renew_ids):
    """
    Makes documents new, so that the extractor sends them once more; returns how many it changed. For those in renew_ids
    too, a date in MySQL is too late: etl_renew tells the loader to take the order or its texts all the same.
    """
    # first of all: an extractor may claim them as soon as they are new
    # a validator that somebody put on the collection must not stop the pipeline
    for ids in in_chunks(renew_ids):
        collection.update_many({"_id": {"$in": ids}}, {"$set": {"etl_renew": True}}, bypass_document_validation=True)
    count = 0
    for ids in in_chunks(document_ids):
        new = {"$set": {"etl_status": None}}
        count += collection.update_many({"_id": {"$in": ids}}, new, bypass_document_validation=True).modified_count
    return count


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m reconcile.main", description="Compares MongoDB with MySQL.")
    parser.add_argument("--resend", action="store_true", help="make new what is missing or different")
    parser.add_argument("--mark-deleted", action="store_true", help="mark DELETED what is no longer in MongoDB")
    parser.add_argument("--yes", action="store_true", help="mark more than one order in a hundred, too")
    options = parser.parse_args()
    mongo.print_address()
    consumer.print_address(TOPIC)
    print_address()
    found = reconcile()
    print_report(found)
    code, sentence = conclude(found)
    if options.resend:
        print(f"--resend: {resend(found['resend'], found['renew'])} documents are new again")
    # what --resend has just put in flight is no objection: those orders have a document, and these have none
    objection = find_objection(found, options.yes) if options.mark_deleted else None
    if objection:
        print(f"--mark-deleted: {objection}")
        if code == 0:
            code, sentence = 1, "orders are no longer in MongoDB and are not marked"
    elif options.mark_deleted:
        print(f"--mark-deleted: {mark_deleted(found)} orders are DELETED from now on")
    print(f"exit code {code}, {sentence}")
    consumer.close()
    mongo.close()
    sys.exit(code)
