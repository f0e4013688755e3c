"""
Kill extractor - kill -9 at the worst places: no order is lost, and none is there twice

Each time it is restarted, and every row must be right at the end. test_two_extractors.py shows what another extractor
does two minutes later, test_mongodb_faults.py the place between the acknowledgement and the mark.
"""
import random
from tests.support import environment, faults, random_orders, restart, services, topic, verify

BATCH = 3000
# each mark changes all of them: so many indexes make a mark slow enough to be killed in the middle
SLOW_INDEXES = 30


def check_everything(orders, in_topic):
    restart.keep("loader.worker")
    restart.wait_until_drained()
    assert len(topic.orders_in_topic()) == in_topic
    verify.verify_everything(orders)


def test_killed_before_it_publishes():
    services.new_shop()
    # an empty run makes the topic, so that kafka has nothing more to do before the batch
    services.extract()
    orders = []
    random_orders.put_orders(BATCH, random.Random(1), orders)
    extractor = restart.keep_extractor(BATCH, EXTRACTOR_NAME="one")
    environment.wait_until(lambda: restart.count_status("SENDING") > 0)
    kafka = faults.freeze("KAFKA_PID")
    restart.wait_until_idle(extractor["process"])
    restart.kill(extractor)
    faults.thaw(kafka)
    # an extractor of another name leaves the batch alone
    assert services.run("extractor.extract", EXTRACTOR_NAME="two") == 0
    assert topic.orders_in_topic() == [] and restart.count_status("SENDING") == BATCH
    restart.restart(extractor)
    # at once: after two minutes any extractor would take it back
    environment.wait_until(lambda: restart.count_sent() == BATCH, 60)
    assert f"{BATCH} orders taken back from an extractor that did not finish them" in restart.log_of(extractor)
    check_everything(orders, in_topic=BATCH)


def test_killed_in_the_middle_of_the_mark():
    services.new_shop()
    for number in range(SLOW_INDEXES):
        environment.orders.create_index([("etl_status", 1), (f"field_{number}", 1)])
    orders = []
    random_orders.put_orders(BATCH, random.Random(2), orders)
    extractor = restart.keep_extractor(BATCH)
    environment.wait_until(lambda: restart.count_sent() > BATCH / 3)
    faults.freeze("MONGOD_PID")
    restart.kill(extractor)
    # alive, it would go on with the mark that it has received
    faults.wait_for_server("MONGOD_PID", faults.kill_server("MONGOD_PID"))
    sent = restart.count_sent()
    print(f"{len(topic.orders_in_topic())} orders are in the topic, {sent} of {BATCH} marked SENT")
    assert 0 < sent < BATCH
    check_everything(orders, in_topic=BATCH + BATCH - sent)
