"""
Kill extractor - kill -9 at the worst places, and at twenty random ones: no order is lost, and none is there twice

Each time it is restarted, and every row must be right at the end.

FLOW:
    1 killed before it publishes: Kafka is frozen when the extractor has claimed a batch; an extractor of another name
      leaves the batch alone, until two minutes are over (the claims are dated back by three, nobody waits)
    2 the same, and the extractor is restarted under its own name: it takes the batch back at its start
    3 killed after Kafka has the batch and before the mark: MongoDB is frozen when the batch is read
    4 killed in the middle of the mark, together with MongoDB, when some orders of the batch are marked and others not
    5 killed at random moments while orders arrive and change

LIBRARIES:
    random (comes with Python): the same seed makes the same orders and the same kills
"""
import random
import time
from datetime import timedelta
from tests.support import environment, faults, random_orders, restart, services, topic, verify

BATCH = 3000
# each mark changes all of them: so many indexes make a mark slow enough to be killed in the middle
SLOW_INDEXES = 30
ONE_LARGE_BATCH = {"EXTRACT_INTERVAL_SECONDS": "1", "EXTRACT_BATCH_SIZE": "20000"}


def teardown_function():
    restart.clean_up()


def freeze_kafka_while_a_batch_is_in_hand(rng, orders):
    """Starts the extractor `one` on one batch; returns it and Kafka's process id when it waits for the frozen Kafka."""
    services.new_shop()
    # an empty run makes the topic, so that kafka has nothing more to do before the batch
    services.extract()
    random_orders.put_orders(BATCH, rng, orders)
    extractor = restart.keep("extractor.main", EXTRACTOR_NAME="one", **ONE_LARGE_BATCH)
    environment.wait_until(lambda: restart.count_status("SENDING") > 0)
    kafka = faults.freeze("KAFKA_PID")
    restart.wait_until_idle(extractor["process"])
    return extractor, kafka


def check_place(in_topic, sending):
    found = len(topic.orders_in_topic()), restart.count_status("SENDING"), restart.count_sent()
    print(f"  the place: {found[0]} orders in the topic, {found[1]} SENDING, {found[2]} SENT")
    assert found == (in_topic, sending, 0)


def catch_up(orders, in_topic):
    """Starts a loader, waits until everything is loaded, and looks at every row."""
    restart.keep("loader.worker")
    restart.wait_until_drained()
    print(f"  {len(topic.orders_in_topic())} orders are in the topic")
    verify.verify_everything(orders)
    assert len(topic.orders_in_topic()) == in_topic


def test_killed_before_it_publishes():
    print("1 killed before it publishes, and never restarted: an extractor of another name takes over")
    orders = []
    extractor, kafka = freeze_kafka_while_a_batch_is_in_hand(random.Random(1), orders)
    restart.kill(extractor)
    restart.kept.remove(extractor)
    faults.thaw(kafka)
    check_place(in_topic=0, sending=BATCH)
    other = restart.keep("extractor.main", EXTRACTOR_NAME="two", **ONE_LARGE_BATCH)
    time.sleep(2.5)
    check_place(in_topic=0, sending=BATCH)
    claimed_at = environment.orders.find_one({})["etl_at"]
    environment.orders.update_many({}, {"$set": {"etl_at": claimed_at - timedelta(minutes=3)}})
    restart.wait_until(lambda: restart.count_sent() == BATCH)
    assert f"{BATCH} orders taken back from an extractor that did not finish them" in restart.log_of(other)
    catch_up(orders, in_topic=BATCH)


def test_killed_before_it_publishes_and_restarted():
    print("2 killed before it publishes: restarted, it takes back what it had in hand")
    orders = []
    extractor, kafka = freeze_kafka_while_a_batch_is_in_hand(random.Random(2), orders)
    restart.kill(extractor)
    faults.thaw(kafka)
    check_place(in_topic=0, sending=BATCH)
    restart.restart(extractor)
    started = time.monotonic()
    restart.wait_until(lambda: restart.count_sent() == BATCH)
    print(f"  all are SENT {time.monotonic() - started:.1f} s after its restart")
    assert time.monotonic() - started < 20
    catch_up(orders, in_topic=BATCH)


def test_killed_after_the_acknowledgement_and_before_the_mark():
    print("3 killed after Kafka has the batch and before the mark")
    orders = []
    extractor, kafka = freeze_kafka_while_a_batch_is_in_hand(random.Random(3), orders)
    mongod = faults.freeze("MONGOD_PID")
    faults.thaw(kafka)
    environment.wait_until(lambda: len(topic.orders_in_topic()) == BATCH)
    restart.wait_until_idle(extractor["process"])
    restart.kill(extractor)
    # the mark has reached mongodb already, which would still do it
    faults.kill_server("MONGOD_PID")
    environment.wait_until(lambda: faults.is_back("MONGOD_PID", mongod))
    check_place(in_topic=BATCH, sending=BATCH)
    catch_up(orders, in_topic=BATCH * 2)


def test_killed_in_the_middle_of_the_mark():
    print("4 killed in the middle of the mark, and MongoDB with it")
    services.new_shop()
    for number in range(SLOW_INDEXES):
        environment.orders.create_index([("etl_status", 1), (f"field_{number}", 1)])
    orders = []
    random_orders.put_orders(BATCH, random.Random(4), orders)
    extractor = restart.keep("extractor.main", **ONE_LARGE_BATCH)
    environment.wait_until(lambda: restart.count_sent() > BATCH / 3)
    faults.freeze("MONGOD_PID")
    restart.kill(extractor)
    # alive, it would go on with the mark that it has received
    mongod = faults.kill_server("MONGOD_PID")
    environment.wait_until(lambda: faults.is_back("MONGOD_PID", mongod))
    sent = restart.count_sent()
    print(f"  the place: {len(topic.orders_in_topic())} orders in the topic, {sent} of {BATCH} marked SENT")
    assert 0 < sent < BATCH
    catch_up(orders, in_topic=BATCH + BATCH - sent)


def test_random_kills(kills, seed):
    print(f"5 killed at random moments, {kills} times, --seed {seed}")
    rng = random.Random(seed)
    services.new_shop()
    orders = []
    extractor = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="50")
    restart.keep("loader.worker")
    for number in range(1, kills + 1):
        random_orders.put_orders(150, rng, orders)
        random_orders.change_orders(20, rng, orders)
        random_orders.put_bad_orders(2)
        sent = restart.count_sent()
        # half of the kills find it at its start, half at its work
        if rng.random() < 0.5:
            environment.wait_until(lambda: restart.count_sent() > sent)
        time.sleep(rng.uniform(0, 0.5))
        random_orders.put_orders(50, rng, orders)
        restart.kill(extractor)
        print(f"  kill {number}: {restart.count_status(None)} orders new, {restart.count_status('SENDING')} SENDING, "
              f"{restart.count_sent() - sent} marked since the last kill")
        restart.restart(extractor)
    restart.wait_until_drained()
    sent = topic.orders_in_topic()
    print(f"  {len(sent)} orders are in the topic, {len({order_id for order_id, read_at in sent})} different ones")
    verify.verify_everything(orders, sent=len({order["order_id"] for order in orders}), rejected=kills * 2)


if __name__ == "__main__":
    for test in (test_killed_before_it_publishes, test_killed_before_it_publishes_and_restarted,
                 test_killed_after_the_acknowledgement_and_before_the_mark, test_killed_in_the_middle_of_the_mark):
        test()
        teardown_function()
    test_random_kills(20, random.randrange(1_000_000))
