"""
Versions - an order is sent because it is not marked, and MySQL shows it as MongoDB last had it, whatever its dates say

FLOW:
    1 500 orders with one timestamp, in batches of 150: all of them arrive, none falls between two batches
    2 orders dated a year back and a thousand years back, or with an _id before all others, come later: they arrive too
    3 orders are inserted and changed, their dates kept, while the extractor works: all arrive as they last were
    4 two documents with one order_id, in one batch and in two, with one customer and with two: the one that was claimed
      last is in MySQL, whole
    5 of three orders one is replaced and one made bad between read and mark: both are new again
    6 an order is restored with an older date, a date of the year 2206 is corrected, a date is kept: MySQL follows
    7 line 1 of loaded orders is deleted in MySQL by hand: extractor.resend brings it back

LIBRARIES:
    bson (comes with pymongo): the types that MongoDB stores, such as ObjectId for its own ids
"""
import random
import time
from datetime import datetime, timedelta
from bson import ObjectId
from tests.support import environment, random_orders, restart, services, topic, verify
import extractor.send_batch
from extractor import extract

NOON = datetime(2026, 1, 6, 12)


def make_orders(count, updated_at=NOON):
    """Makes orders that were all created and updated at one moment."""
    orders = random_orders.make_orders(count, random.Random(count), [])
    for order in orders:
        order["created_at"] = order["updated_at"] = updated_at
    return orders


def change(document, **changes):
    """Gives an order another version in MongoDB, as the shop's application does; returns it."""
    version = dict(document, **changes)
    random_orders.change_order(version)
    return version


def extract_and_load(batch_size=1500):
    services.extract(batch_size)
    services.load()


def test_one_timestamp_and_old_dates():
    services.new_shop()
    print("1 500 orders with one timestamp, in batches of 150")
    documents = make_orders(505)
    random_orders.insert(documents[:500])
    extract_and_load(batch_size=150)
    verify.verify_everything(documents[:500])

    print("2 orders dated a year and a thousand years back, and with an _id before all others, come later")
    for document, date in zip(documents[500:], (NOON - timedelta(days=365), datetime(1000, 1, 1))):
        document["created_at"] = document["updated_at"] = date
    all_changes = ({}, {}, {"_id": ObjectId("0" * 24)}, {"_id": -1}, {"etl_status": None})
    for document, changes in zip(documents[500:], all_changes):
        random_orders.insert([dict(document, **changes)])
    extract_and_load()
    verify.verify_everything(documents)


def test_changed_while_a_run_is_under_way():
    services.new_shop()
    print("3 300 orders are inserted and 150 are changed, their dates kept, while 1500 go out in batches of 25")
    documents = make_orders(1800)
    random_orders.insert(documents[:1500])
    loader = services.start("loader.worker")
    runner = services.start("extractor.main", EXTRACT_BATCH_SIZE="25", EXTRACT_INTERVAL_SECONDS="1")
    environment.wait_until(lambda: restart.count_sent() > 0)
    before = restart.count_sent()
    changed = []
    for number in range(150):
        random_orders.insert(documents[1500 + 2 * number:1502 + 2 * number])
        changed.append(change(documents[number * 10], status=f"CHANGED {number}"))
        time.sleep(0.002)
    print(f"  {before} were sent when the first was changed, {restart.count_sent()} when the last was")
    assert 0 < before < 1500
    environment.wait_until(restart.is_drained, 60)
    assert [services.stop(runner), services.stop(loader)] == [0, 0]
    verify.verify_everything(documents + changed, sent=1800)


def order_and_lines(rows, order_id):
    return [[row for row in rows[table] if row[0] == order_id] for table in ("orders", "order_items")]


def test_two_documents_with_one_order_id():
    services.new_shop()
    print("4 two documents with one order_id: four pairs in one batch, four in two batches")
    firsts, seconds = make_orders(8), make_orders(16)[8:]
    for number, (first, second) in enumerate(zip(firsts, seconds)):
        second["order_id"] = first["order_id"]
        second["updated_at"] = NOON + timedelta(days=(-1, 0, 1, 0)[number % 4])
        if number % 2 == 0:
            second["customer"] = first["customer"]
    random_orders.insert(firsts[:4] + seconds[:4])
    services.extract()
    random_orders.insert(firsts[4:])
    services.extract()
    random_orders.insert(seconds[4:])
    extract_and_load()
    stored = verify.stored_rows()
    for number, first in enumerate(firsts):
        order_id = first["order_id"]
        pair = list(environment.orders.find({"order_id": order_id}))
        last = max(document["etl_at"] for document in pair)
        # claimed in one millisecond either may be the last, but not half of each
        winners = [document for document in pair if document["etl_at"] == last]
        allowed = [order_and_lines(verify.expected_rows([document]), order_id) for document in winners]
        print(f"  pair {number}, claimed {(pair[1]['etl_at'] - pair[0]['etl_at']).total_seconds() * 1000:.0f} ms apart")
        assert order_and_lines(stored, order_id) in allowed
    verify.verify_reconcile(sent=16, orders=8, several_documents_with_one_order_id=8)


def test_changed_between_read_and_mark():
    services.new_shop()
    print("5 of three orders one is replaced and one made bad, between read and mark")
    documents = make_orders(3)
    random_orders.insert(documents)
    services.run("extractor.create_topic")
    replaced = dict(documents[1], status="REPLACED")
    send_batch = extract.send_batch

    def change_and_send(orders, partition):
        environment.orders.replace_one({"order_id": "A2"}, dict(replaced))
        environment.orders.replace_one({"order_id": "A3"}, dict(documents[2], items=[]))
        send_batch(orders, partition)

    # the extractor's own steps, but with time for us in the middle
    extract.send_batch, extractor.send_batch.TOPIC = change_and_send, environment.topics[-1]
    counts = extract.extract_batch(environment.orders.distinct("_id"), 3)
    extract.send_batch, extractor.send_batch.TOPIC = send_batch, environment.topics[0]
    assert counts == (3, 0, 2)
    services.load()
    verify.verify_rows(documents)
    extract_and_load()
    reason = environment.orders.find_one({"order_id": "A3"})["etl_reason"]
    assert reason == "items is empty, at least one item is needed"
    # the third went out before it was made bad: its good version stays, and reconcile says so
    verify.verify_reconcile(sent=2, orders=3, rejected=1, rejected_with_an_older_version_in_MySQL=1)
    verify.verify_rows(documents + [replaced])


def extract_and_wait():
    services.extract()
    environment.wait_until(lambda: topic.messages_in_flight() == 0)


def test_dates_that_go_back_and_a_deleted_line():
    services.new_shop()
    print("6 ten orders, each again with an older date, with a date of 2206, corrected to 2026, with the date kept")
    documents = make_orders(10)
    random_orders.insert(documents)
    services.extract()
    loader = services.start("loader.worker")
    older, typo = NOON - timedelta(days=9), datetime(2206, 1, 6)
    for status, date in (("RESTORED", older), ("TYPO", typo), ("CORRECTED", NOON), ("KEPT", NOON)):
        documents += [change(document, status=status, updated_at=date) for document in documents[:10]]
        extract_and_wait()
        verify.verify_rows(documents)

    print("7 line 1 of the orders is deleted in MySQL by hand, and they are sent again by their ids")
    environment.mysql_rows("DELETE FROM order_items WHERE line_number = 1")
    assert services.run("extractor.resend " + " ".join(document["order_id"] for document in documents[:10])) == 0
    extract_and_wait()
    assert services.stop(loader) == 0
    verify.verify_everything(documents)


if __name__ == "__main__":
    test_one_timestamp_and_old_dates()
    test_changed_while_a_run_is_under_way()
    test_two_documents_with_one_order_id()
    test_changed_between_read_and_mark()
    test_dates_that_go_back_and_a_deleted_line()
