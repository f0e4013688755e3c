"""
Kafka faults - the broker is killed, the topic is deleted: no order is lost and none is there twice
"""
import json
import random
import time
from tests.support import environment, faults, random_orders, restart, row_locks, services, topic, verify


def test_the_broker_is_killed():
    services.new_shop()
    rng, orders = random.Random(1), []
    random_orders.put_orders(20, rng, orders)
    print("a lock makes the loader wait with a batch, the extractor goes on")
    session = row_locks.lock("LOCK TABLES orders READ")
    restart.keep("loader.worker")
    restart.keep_extractor(10, EXTRACTOR_NAME="first")
    restart.wait_until(row_locks.lock_is_waited_for)
    # only now, or all would be sent before the loader has its first batch in hand
    random_orders.put_orders(480, rng, orders)
    restart.wait_until(lambda: restart.count_sent() > 50 and row_locks.lock_is_waited_for())
    faults.freeze("KAFKA_PID")
    environment.wait_until(lambda: restart.count_status("SENDING") == 10)
    time.sleep(0.5)
    print(f"the broker is killed, each has a batch in hand: {restart.count_sent()} of 500 orders are SENT")
    assert restart.count_status("SENDING") == 10
    assert row_locks.lock_is_waited_for()
    kafka = faults.kill_server("KAFKA_PID")
    # the loader writes its batch now, and cannot commit the offset
    session.close()
    # and one that starts without a broker
    second = restart.keep_extractor(10, EXTRACTOR_NAME="second")
    faults.wait_for_server("KAFKA_PID", kafka)
    restart.wait_until_drained()
    restart.wait_until(lambda: "extractor running" in restart.log_of(second))
    verify.verify_everything(orders)


def topic_is_there():
    return environment.topics[-1] in environment.kafka_admin.list_topics(timeout=10).topics


def test_the_topic_is_deleted():
    services.new_shop()
    rng, orders = random.Random(2), []
    random_orders.put_orders(100, rng, orders)
    # so long librdkafka waits until it believes that a topic is gone, by default half a minute
    settings = {"topic.metadata.propagation.max.ms": 3000}
    loader = restart.keep("loader.worker")
    extractor = restart.keep_extractor(10, KAFKA_MORE_SETTINGS=json.dumps(settings))
    restart.wait_until(lambda: restart.count_loaded() == 100)
    # of one customer first: the batch that is under way is one message, and not acknowledged as a whole
    random_orders.put_orders(800, rng, orders, customers=1)
    random_orders.put_orders(100, rng, orders)
    restart.wait_until(lambda: restart.count_loaded() > 100)
    faults.freeze_process(loader["process"].pid)
    sent = restart.count_sent()
    restart.wait_until(lambda: restart.count_sent() > sent + 50)
    faults.freeze_process(extractor["process"].pid)
    time.sleep(0.2)
    sent = restart.count_sent()
    acknowledged = {order_id for order_id, read_at in topic.orders_in_topic()}
    environment.kafka_admin.delete_topics([environment.topics[-1]])[environment.topics[-1]].result()
    print(f"the topic is deleted: {sent} of 1000 orders are SENT, {restart.count_loaded()} loaded")
    assert sent < 900

    faults.thaw(loader["process"].pid)
    new_loader = restart.keep("loader.worker")
    time.sleep(4)
    assert not topic_is_there()
    faults.thaw(extractor["process"].pid)
    restart.wait_until_drained()
    # a batch that nobody acknowledged stopped the extractor, and made it look for the topic
    assert extractor["starts"] >= 2
    assert new_loader["starts"] == 1

    print("reconcile names the orders that went with the topic, --resend brings them back")
    in_mysql = {row[0] for row in environment.mysql_rows("SELECT order_id FROM orders")}
    missing = {order["order_id"] for order in orders} - in_mysql
    # nothing but what kafka had acknowledged was marked
    assert missing and missing <= acknowledged
    code, numbers, text = verify.reconcile("--resend")
    assert code == 1 and numbers["missing"] == len(missing)
    restart.wait_until_drained()
    verify.verify_everything(orders)
