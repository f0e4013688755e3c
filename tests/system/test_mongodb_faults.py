"""
MongoDB faults - the server is killed or ended while the extractor works, or a validator refuses its marks
"""
import random
import signal
import time
from datetime import datetime, timedelta, timezone
from tests.support import environment, faults, random_orders, restart, services, topic, verify

BATCH = 3000
# each mark changes all of them: so many indexes make a mark slow enough to be killed in the middle
SLOW_INDEXES = 30


def freeze_kafka_while_a_batch_is_in_hand(rng, orders):
    """Returns Kafka's process id when the extractor waits for it, in the middle of 1000 new orders."""
    sent = restart.count_sent()
    random_orders.put_orders(1000, rng, orders)
    restart.wait_until(lambda: restart.count_sent() > sent)
    kafka = faults.freeze("KAFKA_PID")
    environment.wait_until(lambda: restart.count_status("SENDING") == 50)
    time.sleep(0.5)
    assert restart.count_status("SENDING") == 50 and restart.count_sent() < sent + 900
    return kafka


def test_mongodb_is_ended_while_the_extractor_works():
    services.new_shop()
    rng, orders = random.Random(1), []
    loader = restart.keep("loader.worker")
    extractor = restart.keep_extractor(50)

    # the new mongod is frozen until the extractor has given up: its batch cannot be marked
    kafka = freeze_kafka_while_a_batch_is_in_hand(rng, orders)
    old_pid = faults.kill_server("MONGOD_PID")
    environment.wait_until(lambda: faults.server_pid("MONGOD_PID") != old_pid)
    mongod = faults.freeze("MONGOD_PID")
    faults.thaw(kafka)
    environment.wait_until(lambda: extractor["process"].poll() is not None)
    faults.thaw(mongod)
    restart.wait_until_drained()
    assert len(topic.orders_in_topic()) == len(orders) + 50

    # ended as for an update, which takes the extractor's cursor away
    starts = extractor["starts"]
    kafka = freeze_kafka_while_a_batch_is_in_hand(rng, orders)
    mongod = faults.kill_server("MONGOD_PID", signal.SIGTERM)
    faults.thaw(kafka)
    faults.wait_for_server("MONGOD_PID", mongod)
    restart.wait_until_drained()
    assert extractor["starts"] > starts
    assert loader["starts"] == 1
    verify.verify_everything(orders)


def test_a_validator_refuses_our_marks():
    services.new_shop()
    orders = []
    random_orders.put_orders(120, random.Random(2), orders)
    random_orders.put_bad_orders(1)
    # what a killed extractor had in hand is released by its name, under the validator too; by any, after some minutes
    soon = datetime.now(timezone.utc) + timedelta(seconds=100)
    in_hand = {"etl_status": "SENDING", "etl_by": "killed", "etl_at": soon}
    environment.orders.update_many({"order_id": {"$in": ["A1", "A2"]}}, {"$set": in_hand})
    # anybody may put one there that allows the shop's own fields and no others
    fields = {"_id": {}, **{field: {} for field in orders[0]}}
    environment.mongo_client[environment.DATABASE].command(
        "collMod", "orders", validationAction="error",
        validator={"$jsonSchema": {"properties": fields, "additionalProperties": False}},
    )
    extractor = restart.keep_extractor(50, EXTRACTOR_NAME="killed")
    restart.keep("loader.worker")
    restart.wait_until_drained()
    # one more run has looked for what is new
    time.sleep(1.5)
    assert len(topic.orders_in_topic()) == restart.count_sent() == len(orders)
    assert extractor["starts"] == 1
    # nor does it refuse those of reconcile
    environment.mysql_rows("DELETE FROM order_items WHERE order_id = 'A1'")
    assert verify.run_reconcile("--resend")[0] == 0
    verify.verify_everything(orders, rejected=1)


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
