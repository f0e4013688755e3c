"""
Kills - kill -9 at the worst places: no order is lost, none is there twice, and every row is right at the end

test_two_extractors.py kills an extractor before it publishes, test_mongodb_faults.py takes it the server between the
acknowledgement and the mark, test_chaos.py kills at random.
"""
import random
from tests.support import environment, faults, random_orders, restart, row_locks, services, topic, verify

BATCH = 3000
# each mark changes all of them: so many indexes make a mark slow enough to be killed in the middle
SLOW_INDEXES = 30


def test_extractor_in_the_middle_of_the_mark():
    services.new_shop()
    for number in range(SLOW_INDEXES):
        environment.orders.create_index([("etl_status", 1), (f"field_{number}", 1)])
    orders = []
    random_orders.put_orders(BATCH, random.Random(1), orders)
    extractor = restart.keep_extractor(BATCH)
    environment.wait_until(lambda: restart.count_sent() > BATCH / 3)
    faults.freeze("MONGOD_PID")
    restart.kill(extractor)
    # alive, it would go on with the mark that it has received
    faults.wait_for_server("MONGOD_PID", faults.kill_server("MONGOD_PID"))
    sent = restart.count_sent()
    print(f"{len(topic.orders_in_topic())} orders are in the topic, {sent} of {BATCH} marked SENT")
    assert 0 < sent < BATCH
    restart.keep("loader.worker")
    restart.wait_until_drained()
    assert len(topic.orders_in_topic()) == BATCH + BATCH - sent
    verify.verify_everything(orders)


def test_loader_between_two_inserts():
    orders, loader, session = row_locks.hold_loader(row_locks.PRODUCTS)
    # root sees what is not committed
    assert row_locks.root_rows("SELECT COUNT(*) FROM orders") > [(300,)]
    count_lines = "SELECT COUNT(*) FROM order_items"
    assert row_locks.root_rows(count_lines) == environment.mysql_rows(count_lines)
    restart.kill(loader)
    session.close()
    environment.wait_until(lambda: row_locks.root_rows("SELECT COUNT(*) FROM orders") == [(300,)])
    restart.wait_until_drained()
    verify.verify_everything(orders)


def test_loader_between_commit_and_offset():
    orders, loader, session = row_locks.hold_loader(row_locks.PRODUCTS)
    in_flight = topic.messages_in_flight()
    faults.freeze("KAFKA_PID")
    session.close()
    environment.wait_until(lambda: restart.count_loaded() > 300)
    restart.wait_until_idle(loader["process"])
    restart.kill(loader)
    # alive, it would go on with the offset that it has received
    faults.wait_for_server("KAFKA_PID", faults.kill_server("KAFKA_PID"))
    print(f"{restart.count_loaded() - 300} orders are committed, {in_flight} messages are not")
    assert topic.messages_in_flight() == in_flight
    restart.wait_until_drained()
    verify.verify_everything(orders)
