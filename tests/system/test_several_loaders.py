"""
Several loaders - they share the batches, come and go, and the version that was claimed last wins

FLOW:
    1 three loaders join while orders flow, one leaves, one comes, the topic gets three more partitions: no error
    2 four loaders write 20 versions of the same 100 orders, mixed by chance over four partitions: of each order the
      version claimed last stays, of each customer and product the text of the newest updated_at
    3 a loader is frozen with a batch of second versions in hand, another takes over and writes third versions of the
      same date, the first one wakes: it changes nothing

LIBRARIES:
    confluent-kafka: AdminClient makes topics, and adds partitions to them
"""
import os
import random
import re
import time
from datetime import datetime, timedelta
from confluent_kafka.admin import NewPartitions, NewTopic
from tests.support import environment, faults, random_orders, restart, row_locks, services, topic, verify

FIRST_CLAIM = datetime(2026, 3, 1)


def teardown_function():
    row_locks.close_sessions()
    restart.clean_up()


def batches_of(loader):
    """Returns (partition, orders in the batch, orders written) of each batch on a loader's log."""
    found = re.findall(r"partition (\d+) offset \d+: batch of (\d+) orders, (\d+) written", restart.log_of(loader))
    return [tuple(int(number) for number in batch) for batch in found]


def flow_until(question, rng, orders):
    """Waits, and puts new orders in whenever the earlier ones are sent, so that there are always batches in flight."""
    def ask():
        if restart.count_status(None) == 0 and topic.messages_in_flight() < 100:
            random_orders.put_orders(200, rng, orders)
        return question()
    restart.wait_until(ask)


def join(partitions, loaders, rng, orders):
    """Starts one more loader; each has so many partitions when it has loaded its first batch."""
    loaders.append(restart.keep("loader.worker"))
    flow_until(lambda: faults.partitions_of_members() == partitions and batches_of(loaders[-1]), rng, orders)


def test_loaders_join_and_leave_and_partitions_are_added(seed):
    services.new_shop()
    rng, orders, loaders = random.Random(seed), [], []
    print("seed", seed)
    random_orders.put_orders(200, rng, orders)
    extractor = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="10")
    restart.wait_until(lambda: restart.count_sent() > 0)

    join([3], loaders, rng, orders)
    join([1, 2], loaders, rng, orders)
    join([1, 1, 1], loaders, rng, orders)
    assert restart.end(loaders[0]) == 0
    flow_until(lambda: faults.partitions_of_members() == [1, 2], rng, orders)
    join([1, 1, 1], loaders, rng, orders)

    name = os.environ["KAFKA_TOPIC_ORDERS"]
    environment.kafka_admin.create_partitions([NewPartitions(name, 6)])[name].result()
    added = time.monotonic()
    flow_until(lambda: {batch[0] for loader in loaders for batch in batches_of(loader)} == set(range(6)), rng, orders)
    seconds = time.monotonic() - added
    print(f"after {seconds:.0f} s orders have gone through each of six partitions")
    assert seconds < 45
    restart.wait_until_drained()
    for loader in loaders:
        assert loader["starts"] == 1 and "rror" not in restart.log_of(loader)
    assert extractor["starts"] <= 2
    verify.verify_everything(orders)


def send_versions(rng):
    """
    Sends 20 versions of 100 orders in any order, to any of four partitions; returns them as they were claimed.
    An order keeps its customer and products; what a version is called, and they in it, is made from its number.
    """
    originals = [random_orders.make_order(rng, f"A{number}") for number in range(100)]
    documents, orders = [], []
    for number in range(2000):
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
    left_alone = sum(count - written for loader in loaders for partition, count, written in batches_of(loader))
    print(f"{left_alone} of 2000 versions came after a later one and were left alone")
    restart.print_starts()
    verify.verify_rows(documents, ("orders", "order_items"))
    stored = verify.stored_rows()
    for table in ("customers", "products"):
        newest = {row[0]: row for document in documents for row in verify.expected_rows([document])[table]}
        assert stored[table] == sorted(newest.values())
    # several loaders must have worked on the same orders at the same time; one that collides may come back too late
    assert left_alone > 500
    assert len([loader for loader in loaders if len(batches_of(loader)) > 5]) > 1
    # only the same new order in two partitions may make loaders collide, and be restarted: a deadlock may not
    logs = "".join(restart.log_of(loader) for loader in loaders)
    # the connector's c code prints each error twice, once under a name of its own
    errors = re.findall(r"(?m)^mysql.connector.errors.\w+: (1062|1205) ", logs)
    assert sum(loader["starts"] - 1 for loader in loaders) == len(errors)


def change_and_extract(documents):
    for document in documents:
        random_orders.change_order(document)
    services.extract()


def test_a_frozen_loader_wakes(seed):
    services.new_shop()
    rng = random.Random(seed)
    versions = [[random_orders.make_order(rng, f"A{number}") for number in range(300)] for version in range(3)]
    everything = sum(versions, [])
    for document in everything:
        document["updated_at"] = random_orders.FIRST_VERSION
    random_orders.insert(versions[0])
    services.extract()
    frozen = restart.keep("loader.worker")
    restart.wait_until_drained()
    first_batches = batches_of(frozen)

    row_locks.root_session().cursor().execute("LOCK TABLES products WRITE")
    change_and_extract(versions[1])
    restart.wait_until(row_locks.table_lock_is_waited_for)
    faults.freeze_process(frozen["process"].pid)
    row_locks.close_sessions()

    restart.keep("loader.worker")
    change_and_extract(versions[2])
    restart.wait_until_drained()
    assert batches_of(frozen) == first_batches
    verify.verify_rows(everything)

    faults.thaw(frozen["process"].pid)
    restart.wait_until(lambda: frozen["starts"] == 2)
    restart.print_starts()
    # it came as far as the commit of the offset, which is no longer its own to commit
    assert "Commit failed" in restart.log_of(frozen)
    restart.wait_until_drained()
    verify.verify_everything(everything)
