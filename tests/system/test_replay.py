"""
Replay - a second loader with a group name of its own reads the whole topic once more, beside the usual one, as RUN.md
says: nothing changes, also where it is stopped under way
"""
import random
from datetime import datetime
import pytest
from confluent_kafka import KafkaException
from tests.support import environment, random_orders, services, topic, verify

NOON = datetime(2026, 1, 6, 12)
COUNT = 240


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
    rng, orders = random.Random(seed), []
    random_orders.put_orders(COUNT, rng, orders)
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
