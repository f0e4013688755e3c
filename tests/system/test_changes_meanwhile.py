"""
Changes meanwhile - orders are changed between the extractor's read and its mark, and updated_at tells nothing of it

Whoever changes an order sets etl_status to null, and nothing else is asked of him.
Each order must end in MySQL as MongoDB last had it.

FLOW:
    1 Kafka is frozen while the extractor has a batch in hand; then all 4500 orders are changed, and keep their dates
    2 an application that writes whole seconds makes 7000 changes while the extractor works, nothing is frozen

LIBRARIES:
    pymongo: WriteConcern(1) lets the application go on without waiting for MongoDB's disk, as most applications do
"""
import random
import time
from datetime import datetime, timezone
from pymongo import WriteConcern
from tests.support import environment, faults, random_orders, restart, services, topic, verify

ORDERS = 3500
# the second change of an order comes when so many other orders have had their first
LATER = 200


def teardown_function():
    restart.clean_up()


def count_lost(orders):
    """Returns how many orders MySQL has in another version than the last one."""
    newest = {order["order_id"]: order["status"] for order in orders}
    stored = dict(environment.mysql_rows("SELECT order_id, status FROM orders"))
    return sum(stored.get(order_id) != status for order_id, status in newest.items())


def test_dates_are_kept():
    print("1 4500 orders are changed while Kafka is frozen, and keep their dates")
    services.new_shop()
    rng = random.Random(1)
    orders = []
    random_orders.put_orders(4500, rng, orders)
    extractor = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="1000")
    environment.wait_until(lambda: restart.count_status("SENDING") > 0)
    kafka = faults.freeze("KAFKA_PID")
    restart.wait_until_idle(extractor["process"])
    in_hand = restart.count_status("SENDING")
    environment.orders.update_many({}, {"$set": {"status": "CHANGED", "etl_status": None}})
    orders += [dict(order, status="CHANGED") for order in orders]
    faults.thaw(kafka)
    restart.keep("loader.worker")
    restart.wait_until_drained()
    twice = len(topic.orders_in_topic()) - 4500
    print(f"  {in_hand} orders were in hand, {twice} were sent twice, {count_lost(orders)} are lost")
    assert in_hand == 1000
    assert count_lost(orders) == 0
    assert extractor["starts"] == 1
    verify.verify_everything(orders)


def change(order, status, orders, application):
    now = datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)
    orders.append(dict(order, status=status, updated_at=now))
    application.update_one({"_id": order["_id"]}, {"$set": {"status": status, "updated_at": now, "etl_status": None}})


def test_dates_of_whole_seconds():
    print(f"2 an application that writes whole seconds makes {2 * ORDERS} changes, two of each order")
    services.new_shop()
    orders = []
    random_orders.make_orders(ORDERS, random.Random(2), orders)
    known = [dict(order, _id=order["order_id"]) for order in orders]
    random_orders.insert(known)
    restart.keep("loader.worker")
    extractor = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="500")
    restart.wait_until(lambda: restart.count_sent() == ORDERS)
    application = environment.orders.with_options(write_concern=WriteConcern(1))
    started = time.monotonic()
    for number in range(ORDERS + LATER):
        if number < ORDERS:
            change(known[number], "PACKED", orders, application)
        if number >= LATER:
            change(known[number - LATER], "SHIPPED", orders, application)
    seconds = time.monotonic() - started
    restart.wait_until_drained()
    twice = len(topic.orders_in_topic()) - 2 * ORDERS
    print(f"  changed for {seconds:.1f} s; of {twice} orders both changes were sent; {count_lost(orders)} are lost")
    assert twice > 0
    assert count_lost(orders) == 0
    assert extractor["starts"] == 1
    verify.verify_everything(orders)


if __name__ == "__main__":
    for test in (test_dates_are_kept, test_dates_of_whole_seconds):
        test()
        teardown_function()
