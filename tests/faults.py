"""
Faults - what the tests of faults in Kafka, MongoDB and the loaders share

Services and servers are started again, killed and frozen by tests/keep_running.py.

FLOW:
    1 make_orders() and insert() put orders into MongoDB, in as many versions as the test wants
    2 the test makes its fault
    3 settle() waits until no order waits and no message is on the way
    4 do_accounts() runs local/reconcile.py and compares every row with what plain python makes of the documents

LIBRARIES:
    random (comes with Python): Random(text) makes the same chance each time
    re (comes with Python): looks for patterns in text, here for the errors on a log
"""
import os
import random
import re
import time
from collections import Counter
from datetime import datetime, timedelta
from bson import Decimal128
from confluent_kafka import KafkaException
from tests import break_server, keep_running, own_shop, read_topic, run_service
from tests.test_reconcile import reconcile
from tests.whole_rows import expected_names, expected_rows, stored_names, stored_rows


# services

def wait_until(question):
    keep_running.wait_until(question, 120)


def extract(page_size=1500):
    """Runs one extract step to its end."""
    service = keep_running.keep("extractor.extract", EXTRACT_PAGE_SIZE=str(page_size))
    code = service["process"].wait()
    keep_running.kept.remove(service)
    print("  python -m extractor.extract:", keep_running.log_of(service).splitlines()[-1])
    assert code == 0


def end(service):
    """Ends a service as ctrl-c does, for good; returns its exit code."""
    keep_running.kept.remove(service)
    return run_service.stop(service["process"])


def freeze(service):
    """Stops a service in the middle of whatever it does; clean_up() of keep_running wakes it if the test does not."""
    break_server.freeze_process(service["process"].pid)


def errors_of(service):
    """Returns the last lines of the tracebacks on a service's log; mysql's connector prints each twice."""
    lines = re.findall(r"(?m)^(?!_mysql)[\w.]*(?:Error|Exception|Reconnect|NotFound|Failure): .*", keep_running.log_of(service))
    return [line[:150] for line in lines]


def print_starts():
    for service in keep_running.kept:
        print(f"  {service['module']} was started {service['starts']} times")
        for error, count in Counter(errors_of(service)).items():
            print(f"    {count} x {error}")


def wait_for_server(name, old_pid):
    """Returns when a new process of this server answers."""
    started = time.monotonic()
    wait_until(lambda: break_server.is_back(name, old_pid))
    print(f"  the server answers again after {time.monotonic() - started:.1f} s, as process {break_server.server_pid(name)}")


# orders

def make_order(generator, order_id, version=0, customers=40, products=30):
    """Makes an order by chance; a customer and a product carry the same text wherever they stand."""
    customer = generator.randrange(customers)
    items = []
    for number in range(generator.randint(1, 4)):
        product = generator.randrange(products)
        items.append({
            "product_id": f"P{product}", "name": f"Thing {product}", "category": f"Sort {product % 5}",
            "quantity": generator.randint(1, 9), "unit_price": Decimal128(f"{generator.randint(0, 99999) / 100:.2f}"),
        })
    return {
        "order_id": order_id,
        "status": generator.choice(["PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED"]),
        "created_at": datetime(2026, 1, 5, 10),
        "updated_at": datetime(2026, 2, 1) + timedelta(minutes=version),
        "customer": {"customer_id": f"C{customer}", "name": f"Person {customer}", "email": f"c{customer}@example.com", "country": "Ireland"},
        "items": items,
    }


def make_orders(count, prefix, customers=40):
    generator = random.Random(prefix)
    return [make_order(generator, f"{prefix}{number}", customers=customers) for number in range(count)]


def insert(documents):
    # copies, for insert_many puts an _id into what it gets
    own_shop.mongo_orders.insert_many([dict(document) for document in documents])


def waiting():
    return own_shop.mongo_orders.count_documents({"etl_status": None})


def sent():
    return own_shop.mongo_orders.count_documents({"etl_status": "SENT"})


def loaded():
    return own_shop.mysql_rows("SELECT COUNT(*) FROM orders")[0][0]


# the accounts

def all_expected_rows(documents):
    """Takes good documents; returns (orders, lines, customers, products); a name stays although no newest version has it any more."""
    return expected_rows(documents) + expected_names(documents)


def all_stored_rows():
    return stored_rows() + stored_names()


def is_settled(still_waiting):
    try:
        # in this order: a message stands in kafka before its orders are marked
        return waiting() == still_waiting and read_topic.messages_on_the_way() == 0
    except (KafkaException, KeyError):
        # the broker is not ready, or the topic is away
        return False


def settle(still_waiting=0):
    """Waits until only so many orders are new and no message is on the way."""
    wait_until(lambda: is_settled(still_waiting))


def do_accounts(documents, rejected=0, still_waiting=0):
    """Takes the good documents that were inserted; every one must be in MySQL, whole, and nothing else."""
    code, lines = reconcile()
    total = own_shop.mongo_orders.count_documents({})
    assert code == 0
    assert lines[0] == f"{total} documents in MongoDB: {still_waiting} waiting, {rejected} rejected, {total - still_waiting - rejected} sent"
    assert lines[2] == "on the way (messages in Kafka that are not loaded yet): 0"
    assert [line for line in lines if line.startswith(("missing", "different", "only in", "unknown"))] == [
        "missing: 0", "different: 0", "only in MySQL: 0", "unknown etl_status: 0",
    ]
    expected = all_expected_rows(documents)
    rows = all_stored_rows()
    print(f"  expected: {len(expected[0])} orders with {len(expected[1])} lines, {len(expected[2])} customers, {len(expected[3])} products")
    print(f"  in MySQL: {len(rows[0])} orders with {len(rows[1])} lines, {len(rows[2])} customers, {len(rows[3])} products")
    assert rows == expected
    assert own_shop.mysql_rows("SELECT COUNT(*) FROM rejected_messages") == [(0,)]
