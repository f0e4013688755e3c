"""
Versions - an order is sent because it is not marked, and MySQL shows it as MongoDB last had it, whatever its dates say
"""
import random
from datetime import datetime, timedelta
import pytest
from bson import ObjectId
from confluent_kafka import KafkaException
from tests.support import environment, random_orders, restart, services, topic, verify

NOON = datetime(2026, 1, 6, 12)
COUNT = 240


def make_orders(count):
    """Makes orders that were all created and updated at one moment."""
    orders = random_orders.make_orders(count, random.Random(count), [])
    for order in orders:
        order["created_at"] = order["updated_at"] = NOON
    return orders


def test_one_timestamp_and_old_dates():
    services.new_shop()
    documents = make_orders(205)
    random_orders.insert(documents[:200])
    services.extract(batch_size=60)
    for document, date in zip(documents[200:], (NOON - timedelta(days=365), datetime(1000, 1, 1))):
        document["created_at"] = document["updated_at"] = date
    # an _id before all others
    all_changes = ({}, {}, {"_id": ObjectId("0" * 24)}, {"_id": -1}, {"etl_status": None})
    random_orders.insert([dict(document, **changes) for document, changes in zip(documents[200:], all_changes)])
    services.extract()
    services.load()
    verify.verify_everything(documents)


def order_and_lines(rows, order_id):
    return [[row for row in rows[table] if row[0] == order_id] for table in ("orders", "order_items")]


def test_two_documents_with_one_order_id():
    services.new_shop()
    # four pairs in one batch, four in two batches; an older, the same, a newer date; one customer, and two
    firsts, seconds = make_orders(8), make_orders(16)[8:]
    for number, (first, second) in enumerate(zip(firsts, seconds)):
        second["order_id"] = first["order_id"]
        second["updated_at"] = NOON + timedelta(days=(-1, 0, 1, 0)[number % 4])
        if number % 2 == 0:
            second["customer"] = first["customer"]
    for batch in (firsts[:4] + seconds[:4], firsts[4:], seconds[4:]):
        random_orders.insert(batch)
        services.extract()
    services.load()
    stored = verify.stored_rows()
    for first in firsts:
        order_id = first["order_id"]
        pair = list(environment.orders.find({"order_id": order_id}))
        last = max(document["etl_at"] for document in pair)
        # claimed in one millisecond either may be the last, but not half of each
        winners = [document for document in pair if document["etl_at"] == last]
        allowed = [order_and_lines(verify.expected_rows([document]), order_id) for document in winners]
        assert order_and_lines(stored, order_id) in allowed
    verify.verify_reconcile(sent=16, orders=8, several_documents_with_one_order_id=8)


def test_dates_that_go_back_and_a_deleted_line():
    services.new_shop()
    documents = make_orders(10)
    random_orders.insert(documents)
    restart.keep_extractor()
    restart.keep("loader.worker")
    older, typo = NOON - timedelta(days=9), datetime(2206, 1, 6)
    for status, date in (("RESTORED", older), ("TYPO", typo), ("CORRECTED", NOON), ("KEPT", NOON)):
        restart.wait_until_drained()
        documents += [dict(document, status=status, updated_at=date) for document in documents[:10]]
        random_orders.change_each(documents[-10:])
        restart.wait_until_drained()
        verify.verify_rows(documents)
    # line 1 is deleted by hand, and the orders are sent again by their ids
    environment.mysql_rows("DELETE FROM order_items WHERE line_number = 1")
    assert services.run("extractor.resend " + " ".join(document["order_id"] for document in documents[:10])) == 0
    restart.wait_until_drained()
    verify.verify_everything(documents)


def all_columns():
    """Returns the rows of all tables with all columns, but for orders.loaded_at."""
    orders = "SELECT order_id, customer_id, status, created_at, updated_at, read_at FROM orders"
    queries = [f"SELECT * FROM {table}" for table in environment.TABLES if table != "orders"] + [orders]
    return [sorted(environment.mysql_rows(query)) for query in queries]


def written_since(moment):
    return environment.mysql_rows("SELECT COUNT(*) FROM orders WHERE loaded_at >= %s", (moment,))[0][0]


def test_replay_changes_nothing(seed):
    services.new_shop()
    print("seed", seed)
    rng = random.Random(seed)
    orders = [dict(order, updated_at=NOON) for order in random_orders.make_orders(COUNT, rng, [])]
    random_orders.insert(orders)
    services.extract(batch_size=5)
    topic.send_message(b"hello", partition=1)
    # every second order has two versions, every sixth three, with another customer and other lines
    for step, date in ((2, NOON), (6, datetime(2025, 12, 31))):
        orders += [dict(random_orders.make_order(rng, f"A{number}"), updated_at=date)
                   for number in range(1, COUNT + 1, step)]
        random_orders.change_each(orders[-COUNT // step:])
        services.extract(batch_size=5)
    usual = services.start("loader.worker")
    topic.wait_until_loaded()
    before = all_columns()
    started = environment.mysql_rows("SELECT UTC_TIMESTAMP(3)")[0][0]
    # beside the usual loader, as run.md says; it is stopped under way, and goes on from there
    group = environment.topics[-1] + "_again"
    written = []
    for is_enough in (lambda: written_since(started) >= COUNT / 8, lambda: topic.messages_in_flight(group) == 0):
        loader = services.start("loader.worker", KAFKA_GROUP_ID_LOADER=group)
        while not is_enough():
            assert all_columns() == before
        assert services.stop(loader) == 0
        assert all_columns() == before
        written.append(written_since(started))
    print(f"orders written again when it was stopped, and at the end: {written}")
    assert written[0] < written[1] == COUNT
    # while a loader runs kafka takes no other offset for its group
    with pytest.raises(KafkaException, match="UNKNOWN_MEMBER_ID"):
        topic.set_offset(0, 0)
    assert services.stop(usual) == 0
    verify.verify_everything(orders, rejected_messages=1)
