"""
Replay - the loader reads the topic once more, as a person would make it, and MySQL stays as it is

FLOW:
    1 put orders through in up to three versions, the later ones with the same date or an older one
    2 set the offsets of the loader's group to 0, while no loader runs
    3 start the loader, and look at all tables until it has read everything: no column changes, but loaded_at
    4 the same, but the loader is stopped under way: nothing has gone back to an older version
    5 started again, it goes on from there
    6 the other way, without stopping anything: a second loader with a group of its own reads all from the beginning
    7 while a loader of the group runs Kafka refuses to set its offsets
    8 compare all rows with MongoDB

LIBRARIES:
    confluent-kafka: commit() writes down in Kafka how far a group has come; here it is set back by hand
"""
import random
from datetime import datetime
import pytest
from confluent_kafka import KafkaException
from tests.support import environment, random_orders, services, topic, verify

NOON = datetime(2026, 1, 6, 12)
COUNT = 240
TABLES = ("customers", "products", "order_items", "loaded_batches", "rejected_messages")
QUERIES = [f"SELECT * FROM {table}" for table in TABLES]
QUERIES.append("SELECT order_id, customer_id, status, created_at, updated_at, read_at FROM orders")


def everything():
    """Returns the rows of all tables with all columns, but for orders.loaded_at."""
    return [sorted(environment.mysql_rows(query)) for query in QUERIES]


def change_and_send(order_ids, rng, updated_at, orders):
    """Gives these orders another version with this date, with another customer and other lines, and sends it."""
    for order_id in order_ids:
        orders.append(dict(random_orders.make_order(rng, order_id), updated_at=updated_at))
        random_orders.change_order(orders[-1])
    services.extract(batch_size=5)


def put_versions_through(rng):
    """Returns all versions of the orders, each order's last one last."""
    orders = [dict(order, updated_at=NOON) for order in random_orders.make_orders(COUNT, rng, [])]
    order_ids = [order["order_id"] for order in orders]
    random_orders.insert(orders)
    services.extract(batch_size=5)
    change_and_send(order_ids[::2], rng, NOON, orders)
    topic.send_message(b"hello", partition=1)
    change_and_send(order_ids[::6], rng, datetime(2025, 12, 31), orders)
    services.load()
    return orders


def written_since(moment):
    return environment.mysql_rows("SELECT COUNT(*) FROM orders WHERE loaded_at >= %s", (moment,))[0][0]


def replay(before, group=None, stop_at=None):
    """
    Starts a loader and looks at the tables until it has read everything, or written so many orders again.
    Returns how many orders were written again.
    """
    print(f"  {topic.messages_in_flight(group)} messages are in flight again")
    started = environment.mysql_rows("SELECT UTC_TIMESTAMP(3)")[0][0]
    loader = services.start("loader.worker", **({"KAFKA_GROUP_ID_LOADER": group} if group else {}))
    looks = 0
    while written_since(started) < stop_at if stop_at else topic.messages_in_flight(group) > 0:
        assert everything() == before
        looks += 1
    assert services.stop(loader) == 0
    assert everything() == before
    print(f"  {written_since(started)} orders were written again; of {looks} looks none saw a column change")
    return written_since(started)


def test_replay_changes_nothing(seed):
    services.new_shop()
    print(f"1 put {COUNT} orders through, every second in two versions, every sixth in three, seed {seed}")
    orders = put_versions_through(random.Random(seed))
    verify.verify_rows(orders)
    before = everything()
    messages = len(topic.messages())

    print("2 set the offsets of the loader's group to 0")
    beginnings = {number: 0 for number in range(3)}
    topic.set_offsets(beginnings)
    assert topic.messages_in_flight() == messages
    print("3 start the loader, and look at the tables all the while")
    assert replay(before) == COUNT

    print("4 the same, stopped under way")
    topic.set_offsets(beginnings)
    assert COUNT / 8 <= replay(before, stop_at=COUNT / 8) < COUNT
    print("5 started again, it goes on from there")
    assert 0 < topic.messages_in_flight() < messages
    assert 0 < replay(before) < COUNT

    print("6 all of it with a second loader, which has a group of its own, beside the usual one")
    loader = services.start("loader.worker")
    group = environment.topics[-1] + "_again"
    assert topic.messages_in_flight(group) == messages
    assert replay(before, group) == COUNT

    print("7 while a loader of the group runs, its offsets are set")
    with pytest.raises(KafkaException) as refused:
        environment.wait_until(lambda: topic.set_offsets(beginnings))
    print(" ", refused.value)
    assert "UNKNOWN_MEMBER_ID" in str(refused.value)
    assert services.stop(loader) == 0

    print("8 compare all rows with MongoDB")
    assert everything() == before
    verify.verify_everything(orders, rejected_messages=1)


if __name__ == "__main__":
    test_replay_changes_nothing(7)
