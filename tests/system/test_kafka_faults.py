"""
Kafka faults - the broker is killed, frozen or away, the topic is deleted: no order is lost and none is there twice

Each time every row must be right at the end.

FLOW:
    1 kill -9 the broker while the extractor and the loader each have a batch in hand; local/ starts it again
    2 start a second extractor while the broker is away
    3 delete the topic while batches flow
    4 while there is no topic, start a loader, and an extractor that knows a wrong address: the loader finds the topic
      soon after the extractor has made it again
    5 reconcile names the orders that went with the topic, --resend brings them back
    6 delete the topic while all is quiet and make it again at once: what a loader skips is named, and comes back
    7 a run that takes longer than the interval: the next one begins after it, and each order is sent once

LIBRARIES:
    confluent-kafka: AdminClient deletes the topic
"""
import random
import time
from tests.support import environment, faults, random_orders, restart, row_locks, services, topic, verify

SMALL_BATCHES = {"EXTRACT_INTERVAL_SECONDS": "1", "EXTRACT_BATCH_SIZE": "10"}
# so long librdkafka waits until it believes that a topic is gone
SECONDS_WITHOUT_TOPIC = 31


def teardown_function():
    row_locks.close_sessions()
    restart.clean_up()


def test_the_broker_is_killed():
    services.new_shop()
    rng = random.Random(1)
    orders = []
    random_orders.put_orders(20, rng, orders)
    print("1 kill -9 the broker: a lock on the table orders makes the loader wait with a batch, the extractor goes on")
    root = row_locks.root_session()
    root.cursor().execute("LOCK TABLES orders READ")
    restart.keep("loader.worker")
    extractor = restart.keep("extractor.main", EXTRACTOR_NAME="first", **SMALL_BATCHES)
    restart.wait_until(row_locks.table_lock_is_waited_for)
    # only now, or all would be sent before the loader has its first batch in hand
    random_orders.put_orders(1480, rng, orders)
    restart.wait_until(lambda: restart.count_sent() > 200)
    faults.freeze("KAFKA_PID")
    environment.wait_until(lambda: restart.count_status("SENDING") == 10)
    time.sleep(0.5)
    print(f"  the broker is frozen, the extractor has a batch in hand: {restart.count_sent()} of 1500 orders are SENT")
    assert restart.count_status("SENDING") == 10
    assert row_locks.table_lock_is_waited_for()
    old_pid = faults.kill_server("KAFKA_PID")
    print("  the broker is killed, the lock is gone: the loader writes its batch and cannot commit the offset")
    root.close()
    assert not faults.server_answers("KAFKA_PID")

    print("2 start a second extractor: it finds no broker")
    second = restart.keep("extractor.main", EXTRACTOR_NAME="second", **SMALL_BATCHES)
    restart.wait_for_server("KAFKA_PID", old_pid)
    restart.wait_until_drained()
    # both have looked for new orders since
    restart.wait_until(lambda: "batch:" in restart.log_of(extractor) and "extractor running" in restart.log_of(second))
    restart.print_starts()
    verify.verify_everything(orders)


def topic_is_there():
    return environment.topics[-1] in environment.kafka_admin.list_topics(timeout=10).topics


def delete_topic():
    environment.kafka_admin.delete_topics([environment.topics[-1]])[environment.topics[-1]].result()


def test_the_topic_is_deleted():
    services.new_shop()
    rng = random.Random(2)
    orders = []
    random_orders.put_orders(100, rng, orders)
    print("3 delete the topic while batches flow: the loader is frozen so that batches wait for it, then the extractor")
    loader = restart.keep("loader.worker")
    extractor = restart.keep("extractor.main", **SMALL_BATCHES)
    restart.wait_until(lambda: restart.count_loaded() == 100)
    # of one customer first: the batch that is under way is one message, and not acknowledged as a whole
    random_orders.put_orders(3000, rng, orders, customers=1)
    random_orders.put_orders(400, rng, orders)
    restart.wait_until(lambda: restart.count_loaded() > 100)
    faults.freeze_process(loader["process"].pid)
    frozen_at = restart.count_sent()
    restart.wait_until(lambda: restart.count_sent() > frozen_at + 200)
    faults.freeze_process(extractor["process"].pid)
    time.sleep(0.2)
    acknowledged = {order_id for order_id, read_at in topic.orders_in_topic()}
    delete_topic()
    deleted = time.monotonic()
    before = restart.count_sent()
    print(f"  {before} of 3500 orders are SENT, {restart.count_loaded()} loaded")
    assert before < 3100
    faults.thaw(loader["process"].pid)

    print("4 while there is no topic, for half a minute, start a loader, and an extractor that knows a wrong address")
    new_loader = restart.keep("loader.worker")
    nowhere = f"127.0.0.1:{services.free_port()}"
    lost = restart.keep("extractor.main", EXTRACTOR_NAME="lost", KAFKA_BOOTSTRAP_SERVERS=nowhere)
    restart.wait_until(lambda: time.monotonic() - deleted > SECONDS_WITHOUT_TOPIC)
    assert not topic_is_there()
    assert restart.count_sent() == before
    faults.thaw(extractor["process"].pid)
    restart.wait_until(topic_is_there)
    created = time.monotonic()
    loaded = restart.count_loaded()
    restart.wait_until(lambda: restart.count_loaded() > loaded)
    seconds = time.monotonic() - created
    print(f"  the extractor made the topic after {created - deleted:.0f} s, the loaders found it {seconds:.1f} s later")
    assert seconds < 15
    restart.wait_until(lambda: lost["starts"] >= 3)
    assert "batch:" not in restart.log_of(lost)
    restart.end(lost)
    restart.wait_until_drained()
    restart.print_starts()
    # a batch that nobody acknowledged stopped the extractor, and made it look for the topic
    assert extractor["starts"] >= 2
    assert new_loader["starts"] == 1

    print("5 reconcile names the orders that went with the topic, --resend brings them back")
    code, numbers, text = verify.reconcile()
    assert code == 1
    assert restart.count_loaded() == 3500 - numbers["missing"] < 3500
    # nothing but what kafka had acknowledged was marked
    in_mysql = {row[0] for row in environment.mysql_rows("SELECT order_id FROM orders")}
    assert {order["order_id"] for order in orders} - in_mysql <= acknowledged
    resend_what_is_missing(numbers["missing"])
    verify.verify_everything(orders)

    print("6 delete the topic while all is quiet, and make it again: a loader may go on at the old one's offsets")
    restart.end(extractor)
    random_orders.put_orders(1000, rng, orders)
    delete_topic()
    # smaller batches, so that the new topic becomes longer than the old one was
    restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="4")
    restart.wait_until_drained()
    # how many it skips is chance; that they are named, and come back, is not
    resend_what_is_missing(len(orders) - restart.count_loaded())
    verify.verify_everything(orders)


def resend_what_is_missing(missing):
    code, numbers, text = verify.reconcile("--resend")
    assert numbers["missing"] == missing
    assert code == (1 if missing else 0)
    restart.wait_until_drained()


def test_a_run_longer_than_the_interval():
    services.new_shop()
    rng = random.Random(3)
    orders = []
    random_orders.put_orders(600, rng, orders)
    print("7 a run that takes longer than the interval of one second: the broker is frozen for three in the middle")
    extractor = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="5")
    restart.wait_until(lambda: restart.count_sent() > 0)
    kafka = faults.freeze("KAFKA_PID")
    time.sleep(0.5)
    before = restart.count_sent()
    random_orders.put_orders(50, rng, orders)
    time.sleep(2.5)
    print(f"  {before} orders SENT at its begin and {restart.count_sent()} at its end")
    assert restart.count_sent() == before < 600
    faults.thaw(kafka)
    restart.keep("loader.worker")
    restart.wait_until_drained()
    assert extractor["starts"] == 1
    order_ids = [order_id for order_id, read_at in topic.orders_in_topic()]
    print(f"  {len(order_ids)} orders in the topic, {len(set(order_ids))} different ones")
    assert sorted(order_ids) == sorted(order["order_id"] for order in orders)
    verify.verify_everything(orders)


if __name__ == "__main__":
    for test in (test_the_broker_is_killed, test_the_topic_is_deleted, test_a_run_longer_than_the_interval):
        test()
        teardown_function()
