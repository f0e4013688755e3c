"""
Kafka faults - the broker is killed, the topic is deleted: no order is lost and none is there twice
"""
import random
import time
from tests.support import environment, faults, random_orders, restart, row_locks, services, verify


def test_the_broker_is_killed():
    services.new_shop()
    rng, orders = random.Random(1), []
    random_orders.put_orders(20, rng, orders)
    # the loader waits with a batch, the extractor goes on
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
    print(f"each has a batch in hand: {restart.count_sent()} of 500 orders are SENT")
    assert restart.count_status("SENDING") == 10 and row_locks.lock_is_waited_for()
    kafka = faults.kill_server("KAFKA_PID")
    # the loader writes its batch now, and cannot commit the offset
    session.close()
    # and one that starts without a broker
    second = restart.keep_extractor(10, EXTRACTOR_NAME="second")
    faults.wait_for_server("KAFKA_PID", kafka)
    restart.wait_until_drained()
    restart.wait_until(lambda: "extractor running" in restart.log_of(second))
    verify.verify_everything(orders)


def test_the_topic_is_deleted():
    services.new_shop()
    rng, orders = random.Random(2), []
    loader = restart.keep("loader.worker")
    # so long librdkafka waits until it believes that a topic is gone, by default half a minute
    quick = "tests.support.kafka_settings topic.metadata.propagation.max.ms=3000 extractor.main"
    extractor = restart.keep_extractor(10, quick)
    random_orders.put_orders(100, rng, orders)
    restart.wait_until(lambda: restart.count_loaded() == 100)
    # what is sent from now on goes with the topic, which is gone long before all is sent
    faults.freeze_process(loader["process"].pid)
    random_orders.put_orders(2000, rng, orders)
    restart.wait_until(lambda: restart.count_sent() > 150)
    name = environment.topics[-1]
    environment.kafka_admin.delete_topics([name])[name].result()
    faults.thaw(loader["process"].pid)
    print(f"the topic is deleted: {restart.count_sent()} of 2100 orders are SENT, {restart.count_loaded()} loaded")
    restart.wait_until_drained()
    # a batch that nobody acknowledged stopped the extractor, and made it look for the topic
    assert extractor["starts"] >= 2

    # reconcile names the orders that went with the topic, --resend brings them back
    missing = len(orders) - restart.count_loaded()
    code, numbers, text = verify.reconcile("--resend")
    assert code == 0 and numbers["missing"] == missing > 0
    verify.verify_everything(orders)


def test_few_lines_where_kafka_is_away():
    """Docker starts them again once a minute; 20 lines a minute may be in each log."""
    services.new_shop()
    nobody = f"127.0.0.1:{services.free_port()}"
    kept = [restart.keep(module, KAFKA_BOOTSTRAP_SERVERS=nobody) for module in ("extractor.main", "loader.worker")]
    environment.wait_until(lambda: all(service["process"].poll() is not None for service in kept))
    for service in kept:
        log = restart.log_of(service)
        print(service["module"], log.count("\n"), "lines\n", log)
        assert "KafkaError{code=_TRANSPORT" in log and log.count("\n") <= 20
        restart.end(service)
