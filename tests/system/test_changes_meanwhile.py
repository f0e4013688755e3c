"""
Changes meanwhile - orders are changed between the extractor's read and its mark, and updated_at tells nothing of it

Whoever changes an order sets etl_status to null, and nothing else is asked of him.
Each order must end in MySQL as MongoDB last had it.
"""
import random
import time
from datetime import datetime, timezone
from pymongo import WriteConcern
from tests.support import environment, faults, random_orders, restart, services, topic, verify

ORDERS = 1500
# the second change of an order comes when so many other orders have had their first
LATER = 200


def test_dates_are_kept():
    services.new_shop()
    orders = []
    random_orders.put_orders(ORDERS, random.Random(1), orders)
    extractor = restart.keep_extractor(500)
    environment.wait_until(lambda: restart.count_status("SENDING") > 0)
    kafka = faults.freeze("KAFKA_PID")
    restart.wait_until_idle(extractor["process"])
    in_hand = restart.count_status("SENDING")
    environment.orders.update_many({}, {"$set": {"status": "CHANGED", "etl_status": None}})
    orders += [dict(order, status="CHANGED") for order in orders]
    faults.thaw(kafka)
    restart.keep("loader.worker")
    restart.wait_until_drained()
    print(f"{in_hand} orders were in hand, {len(topic.orders_in_topic()) - ORDERS} were sent twice")
    assert in_hand == 500
    assert extractor["starts"] == 1
    verify.verify_everything(orders)


def change(order, status, orders, application):
    now = datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)
    orders.append(dict(order, status=status, updated_at=now))
    application.update_one(
        {"order_id": order["order_id"]}, {"$set": {"status": status, "updated_at": now, "etl_status": None}},
    )


def test_dates_of_whole_seconds():
    services.new_shop()
    orders = []
    known = random_orders.make_orders(ORDERS, random.Random(2), orders)
    random_orders.insert(known)
    environment.orders.create_index("order_id")
    restart.keep("loader.worker")
    extractor = restart.keep_extractor(200)
    restart.wait_until(lambda: restart.count_sent() == ORDERS)
    # it does not wait for mongodb's disk, as most applications
    application = environment.orders.with_options(write_concern=WriteConcern(1))
    for number in range(ORDERS + LATER):
        # so that it takes two seconds, and the extractor comes in between
        time.sleep(0.001)
        if number < ORDERS:
            change(known[number], "PACKED", orders, application)
        if number >= LATER:
            change(known[number - LATER], "SHIPPED", orders, application)
    restart.wait_until_drained()
    twice = len(topic.orders_in_topic()) - 2 * ORDERS
    print(f"of {twice} orders both changes were sent")
    assert twice > 0
    assert extractor["starts"] == 1
    verify.verify_everything(orders)
