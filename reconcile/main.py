"""
Reconcile - Compares MongoDB with MySQL: is every order where it belongs, as it should be?

INPUT:
    - all documents of the collection in mongodb
    - the tables customers, products, orders and order_items in mysql
    - how far the loaders have come in the kafka topic

OUTPUT:
    - counts and examples on the screen, an exit code, and a sentence that says why
    - with --resend: etl_status null on the documents of what is missing or different, so that they are sent once more

FLOW:
    mongodb, kafka, mysql -> reconcile -> screen, and with --resend mongodb
"""
import argparse
import sys
from .check_documents import check_documents
from .check_texts import check_texts
from .connection.kafka_connection_consumer import consumer
from .connection.mongo_connection import mongo
from .connection.mysql_connection import print_address
from .in_flight import TOPIC, count_messages, seconds_in_kafka
from .read_rows import read_order_ids
from .recheck_orders import recheck_orders
from .report import conclude, new_findings, print_report
from .resend import resend


def reconcile():
    """Compares everything once and returns what was found; raises where MongoDB, Kafka or MySQL does not answer."""
    found = new_findings()
    found["began"] = mongo.now()
    # before the documents: what is in mysql now had a document, and an order that comes later is not only in mysql
    stored_ids = read_order_ids()
    found["counts"]["orders in MySQL"] = len(stored_ids)
    seen = check_documents(stored_ids, found)
    found["counts"]["in Kafka"] = count_messages()
    found["Kafka seconds"] = seconds_in_kafka(mongo.now())
    recheck_orders(seen["mismatches"], seen["document_ids"], found)
    check_texts(seen, found)
    return found


def read_options():
    parser = argparse.ArgumentParser(prog="python -m reconcile.main", description="Compares MongoDB with MySQL.")
    parser.add_argument("--resend", action="store_true", help="make new what is missing or different")
    return parser.parse_args()


if __name__ == "__main__":
    options = read_options()
    mongo.print_address()
    consumer.print_address(TOPIC)
    print_address()
    found = reconcile()
    print_report(found)
    if options.resend:
        print(f"--resend: {resend(found['resend'], found['renew'])} documents are new again")
    code, sentence = conclude(found)
    print(f"exit code {code}, {sentence}")
    consumer.close()
    mongo.close()
    sys.exit(code)
