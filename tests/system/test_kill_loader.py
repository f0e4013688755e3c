"""
Kill loader - kill -9 at the worst places, and at twenty random ones: no batch is lost, and none is there twice

Each time it is restarted, and every row must be right at the end.

FLOW:
    1 killed between the INSERT into orders and the INSERT into order_items: another session holds a product's row
    2 killed between MySQL's COMMIT and the offset commit: Kafka is frozen, and dies with the loader
    3 killed at random moments while orders arrive and change

LIBRARIES:
    mysql-connector-python: here it plays the other session, which holds locks and looks at what is not committed yet
"""
import random
import time
from tests.support import environment, faults, random_orders, restart, row_locks, services, topic, verify

rng = random.Random(1)
orders = []


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    row_locks.load_known_products(rng, orders)


def teardown_function():
    row_locks.close_sessions()
    restart.clean_up()


def test_killed_between_two_inserts():
    print("1 killed between the two inserts")
    before = len(orders)
    loader, other = row_locks.hold_loader_between_two_inserts(rng, orders)
    restart.kill(loader)
    other.rollback()
    environment.wait_until(lambda: row_locks.count_rows(other)[0] == before)
    print(f"  MySQL has rolled back: {before} orders, as before")
    # kafka keeps the partitions of the dead one for six seconds: this time they are waited for
    restart.wait_until_drained()
    verify.verify_everything(orders)


def test_killed_between_commit_and_offset():
    print("2 killed between MySQL's commit and the offset commit")
    before = len(orders)
    loader, other = row_locks.hold_loader_between_two_inserts(rng, orders)
    in_flight = topic.messages_in_flight()
    faults.freeze("KAFKA_PID")
    lines = row_locks.count_rows(other)[1]
    other.rollback()
    environment.wait_until(lambda: row_locks.count_rows(other)[1] > lines)
    restart.wait_until_idle(loader["process"])
    restart.kill(loader)
    # alive, it would go on with the offset that it has received
    kafka = faults.kill_server("KAFKA_PID")
    environment.wait_until(lambda: faults.is_back("KAFKA_PID", kafka), 60)
    faults.leave_group()
    committed = row_locks.count_rows(other)[0] - before
    print(f"  the place: {committed} orders committed, {topic.messages_in_flight()} of {in_flight} messages not")
    assert committed > 0
    assert topic.messages_in_flight() == in_flight
    restart.wait_until_drained()
    verify.verify_everything(orders)


def test_random_kills(kills, seed):
    print(f"3 killed at random moments, {kills} times, --seed {seed}")
    rng = random.Random(seed)
    services.new_shop()
    services.extract()
    orders = []
    restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="50")
    loader = restart.keep("loader.worker")
    for number in range(1, kills + 1):
        random_orders.put_orders(250, rng, orders)
        random_orders.change_orders(20, rng, orders)
        random_orders.put_bad_orders(2)
        loaded = restart.log_of(loader).count("batch of")
        # half of the kills find it at its start, half at its work
        if rng.random() < 0.5:
            restart.wait_until(lambda: restart.log_of(loader).count("batch of") > loaded)
        time.sleep(rng.uniform(0, 0.5))
        restart.kill(loader)
        faults.leave_group()
        loaded = restart.log_of(loader).count("batch of") - loaded
        print(f"  kill {number}: {topic.messages_in_flight()} messages in flight, {loaded} loaded since the last kill")
        restart.restart(loader)
    restart.wait_until_drained()
    verify.verify_everything(orders, rejected=kills * 2)


if __name__ == "__main__":
    setup_module()
    for test in (test_killed_between_two_inserts, test_killed_between_commit_and_offset):
        test()
        teardown_function()
    test_random_kills(20, random.randrange(1_000_000))
