"""
Versions - an order is sent because it is not marked, and MySQL shows it as MongoDB last had it, whatever its dates say

test_reconcile.py shows dates that go back, and two documents with one order_id.
"""
import random
from datetime import datetime
import pytest
from bson import ObjectId
from confluent_kafka import KafkaException
from pymongo import WriteConcern
from tests.support import environment, faults, random_orders, restart, services, topic, verify

NOON = datetime(2026, 1, 6, 12)
OLDEST = datetime(1000, 1, 1)
COUNT = 240


def make_orders(count):
    """Makes orders that were all created and updated at one moment."""
    orders = random_orders.make_orders(count, random.Random(count), [])
    return [dict(order, created_at=NOON, updated_at=NOON) for order in orders]


def test_changed_between_read_and_mark_with_the_same_date():
    services.new_shop()
    orders = make_orders(1500)
    random_orders.insert(orders)
    extractor = restart.keep_extractor(500)
    environment.wait_until(lambda: restart.count_status("SENDING") > 0)
    kafka = faults.freeze("KAFKA_PID")
    restart.wait_until_idle(extractor["process"])
    assert restart.count_status("SENDING") == 500
    # it does not wait for mongodb's disk, as most applications
    application = environment.orders.with_options(write_concern=WriteConcern(1))
    application.update_many({}, {"$set": {"status": "CHANGED", "etl_status": None}})
    faults.thaw(kafka)
    # late ones with the oldest date, and with an _id before all others
    late = [dict(order, created_at=OLDEST, updated_at=OLDEST) for order in make_orders(1502)[1500:]]
    random_orders.insert([dict(late[0], _id=ObjectId("0" * 24)), dict(late[1], _id=-1)])
    restart.keep("loader.worker")
    restart.wait_until_drained()
    print(f"{len(topic.orders_in_topic()) - 1502} orders were sent twice")
    assert extractor["starts"] == 1
    verify.verify_everything([dict(order, status="CHANGED") for order in orders] + late)


def all_columns():
    """Returns the rows of all tables of the shop, with all columns that a replay must not change."""
    orders = "SELECT order_id, customer_id, status, created_at, updated_at, total, read_at, deleted_at FROM orders"
    queries = [f"SELECT * FROM {table}" for table in ("order_items", "loaded_batches", "rejected_messages")] + [orders]
    # not which order is the newest one: where that order has moved away, a replay finds the newest of the others
    queries += [verify.QUERIES["customers"], verify.QUERIES["products"]]
    return [sorted(environment.mysql_rows(query)) for query in queries]


def written_since(moment):
    return environment.mysql_rows("SELECT COUNT(*) FROM orders WHERE loaded_at >= %s", (moment,))[0][0]


def test_replay_changes_nothing(seed):
    services.new_shop()
    print("seed", seed)
    rng, orders = random.Random(seed), make_orders(COUNT)
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
