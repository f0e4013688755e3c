"""
Several loaders - they share the batches, come and go, and the version that was claimed last wins
"""
import os
import random
import re
import time
from datetime import datetime, timedelta
import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import NewPartitions, NewTopic
from tests.support import environment, faults, random_orders, restart, row_locks, sample_order, services, topic, verify

FIRST_CLAIM = datetime(2026, 3, 1)


def batches_of(*loaders):
    """Returns (partition, orders written, orders in the batch) of each batch on the logs of these loaders."""
    logs = "".join(restart.log_of(loader) for loader in loaders)
    found = re.findall(r"partition (\d+) offset \d+: (\d+) of (\d+) orders written", logs)
    return [tuple(int(number) for number in batch) for batch in found]


def flow_until(question, rng, orders):
    """Waits, and puts new orders in whenever the earlier ones are sent, so that there are always batches in flight."""
    def ask():
        if restart.count_status(None) == 0 and topic.messages_in_flight() < 100:
            random_orders.put_orders(200, rng, orders)
        return question()
    restart.wait_until(ask)


def test_loaders_join_and_leave_and_partitions_are_added(seed):
    services.new_shop()
    print("seed", seed)
    rng, orders, loaders = random.Random(seed), [], []
    random_orders.put_orders(200, rng, orders)
    extractor = restart.keep_extractor(10)
    restart.wait_until(lambda: restart.count_sent() > 0)

    def join(partitions):
        """One more loader; so many partitions has each of them when it has loaded its first batch."""
        loaders.append(restart.keep("loader.worker"))
        flow_until(lambda: faults.partitions_of_members() == partitions and batches_of(loaders[-1]), rng, orders)

    join([3])
    join([1, 2])
    name = environment.topics[-1]
    environment.kafka_admin.create_partitions([NewPartitions(name, 6)])[name].result()
    added = time.monotonic()
    # nobody joins now: the loaders must see by themselves that there are more
    flow_until(lambda: {batch[0] for batch in batches_of(*loaders)} == set(range(6)), rng, orders)
    print(f"orders have gone through each of six partitions after {time.monotonic() - added:.0f} s")
    assert time.monotonic() - added < 60
    join([2, 2, 2])
    assert restart.end(loaders[0]) == 0
    flow_until(lambda: faults.partitions_of_members() == [3, 3], rng, orders)
    restart.wait_until_drained()
    # while a loader runs kafka takes no other offset for its group
    with pytest.raises(KafkaException, match="UNKNOWN_MEMBER_ID"):
        topic.set_offset(0, 0)
    for loader in loaders:
        assert loader["starts"] == 1 and "rror" not in restart.log_of(loader)
    # it ends once where it does not know the added partitions yet
    assert extractor["starts"] <= 2
    verify.verify_everything(orders)


def send_versions(rng):
    """
    Sends 10 versions of 100 orders in any order, to any of four partitions; returns them as they were claimed.
    An order keeps its customer and products; what a version is called, and they in it, is made from its number.
    """
    originals = [random_orders.make_order(rng, f"A{number}") for number in range(100)]
    documents, orders = [], []
    for number in range(1000):
        document = dict(originals[number % 100], status=f"VERSION {number}")
        document["updated_at"] += timedelta(hours=number)
        document["customer"] = dict(document["customer"], name=f"Zoë {number}", country=f"Country {number}")
        texts = {"name": f"Tea {number}", "category": f"Sort {number}"}
        document["items"] = [dict(item, **texts) for item in document["items"] * rng.randint(1, 3)]
        documents.append(document)
        orders.append(topic.on_the_wire(document, FIRST_CLAIM + timedelta(seconds=number)))
    rng.shuffle(orders)
    for first in range(0, len(orders), 10):
        topic.send_signed(orders[first:first + 10], partition=rng.randrange(4))
    return documents


def verify_texts(documents):
    """
    Two loaders with two versions of one order at once may leave the customer the older version's texts (reconcile finds
    it); each last version once more, and each customer and product has the texts of its newest order.
    """
    last = {document["order_id"]: (number, document) for number, document in enumerate(documents)}
    for number, document in last.values():
        topic.send_signed([topic.on_the_wire(document, FIRST_CLAIM + timedelta(seconds=number))])
    restart.wait_until(lambda: topic.messages_in_flight() == 0)
    newest_last = sorted(last.values(), key=lambda entry: (entry[1]["created_at"], entry[1]["order_id"]))
    stored = verify.stored_rows()
    for table in ("customers", "products"):
        newest = {row[0]: row for number, document in newest_last for row in verify.expected_rows([document])[table]}
        assert stored[table] == sorted(newest.values())


def test_four_loaders_write_the_same_orders(seed):
    services.new_shop()
    print("seed", seed)
    name = os.environ["KAFKA_TOPIC_ORDERS"]
    environment.kafka_admin.create_topics([NewTopic(name, num_partitions=4)])[name].result()
    loaders = [restart.keep("loader.worker") for number in range(4)]
    restart.wait_until(lambda: faults.partitions_of_members() == [1, 1, 1, 1])
    # frozen for the second that it takes, so that all four begin with full partitions
    for loader in loaders:
        faults.freeze_process(loader["process"].pid)
    documents = send_versions(random.Random(seed))
    for loader in loaders:
        faults.thaw(loader["process"].pid)
    restart.wait_until(lambda: topic.messages_in_flight() == 0)
    verify.verify_rows(documents, ("orders", "order_items"))
    left_alone = sum(count - written for partition, written, count in batches_of(*loaders))
    print(f"{left_alone} of 1000 versions came after a later one and were left alone")
    # several loaders must have worked on the same orders at the same time; one that collides may come back too late
    assert left_alone > 250
    assert len([loader for loader in loaders if batches_of(loader)]) > 1
    # only the same new order in two partitions may make loaders collide, and be restarted: a deadlock may not
    logs = "".join(restart.log_of(loader) for loader in loaders)
    errors = re.findall(r"(?m)^mysql.connector.errors.\w+: (1062|1205) ", logs)
    assert sum(loader["starts"] - 1 for loader in loaders) == len(errors)
    verify_texts(documents)


def test_a_newer_order_comes_between_look_and_write():
    services.new_shop()
    services.extract()
    order = sample_order.ON_THE_WIRE
    topic.send_signed([order])
    services.load()
    others = [
        row_locks.lock(f"UPDATE {table} SET name = 'Anna', newest_order_at = '2026-01-20', newest_order_id = 'z'")
        for table in ("customers", "products")
    ]
    topic.send_signed([dict(order, order_id="A2", created_at="2026-01-10 00:00:00.000", customer_country="Iceland")])
    loader = services.start("loader.worker")
    for other in others:
        environment.wait_until(row_locks.lock_is_waited_for)
        other.commit()
    topic.wait_until_loaded()
    assert services.stop(loader) == 0
    # all columns of the older order are refused
    origin = (datetime(2026, 1, 20), "z")
    assert environment.mysql_rows("SELECT * FROM customers") == [
        ("C1", "Anna", "zoe@example.com", "Ireland", *origin)]
    assert environment.mysql_rows("SELECT * FROM products ORDER BY product_id") == [
        ("P1", "Anna", "Kitchen", *origin), ("P2", "Anna", "Kitchen", *origin)]
