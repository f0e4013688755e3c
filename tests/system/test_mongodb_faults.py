"""
MongoDB faults - the server is killed or restarted while the extractor works, and a validator refuses the marks

Each time every row must be right at the end.

FLOW:
    1 kill -9 mongod while the extractor has a batch in hand, which Kafka then takes and MongoDB is away to be marked
    2 end mongod as for an update, which takes the extractor's cursor away
    3 a validator on the collection refuses every write of ours, as anybody may put one there: each order is sent once

LIBRARIES:
    pytest: its raises() expects an error
    signal (comes with Python): what may be sent to a process; SIGKILL ends it at once, SIGTERM asks it to end
"""
import random
import signal
import time
import pytest
from pymongo.errors import WriteError
from tests.support import environment, faults, random_orders, restart, services, topic, verify


def teardown_function():
    restart.clean_up()


def freeze_kafka_while_2000_orders_go_out(rng, orders):
    """Returns Kafka's process id when the extractor waits with a batch in hand."""
    sent = restart.count_sent()
    random_orders.put_orders(2000, rng, orders)
    restart.wait_until(lambda: restart.count_sent() > sent + 300)
    kafka = faults.freeze("KAFKA_PID")
    environment.wait_until(lambda: restart.count_status("SENDING") == 50)
    time.sleep(0.5)
    print(f"  kafka is frozen, a batch is in hand: {restart.count_sent() - sent} of 2000 orders are SENT")
    assert restart.count_status("SENDING") == 50 and restart.count_sent() < sent + 1900
    return kafka


def test_mongodb_restarts_while_the_extractor_works():
    services.new_shop()
    rng = random.Random(1)
    orders = []
    loader = restart.keep("loader.worker")
    extractor = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="50")

    print("1 kill -9 mongod; the new one is frozen too, until the extractor has given up")
    kafka = freeze_kafka_while_2000_orders_go_out(rng, orders)
    old_pid = faults.kill_server("MONGOD_PID")
    environment.wait_until(lambda: faults.server_pid("MONGOD_PID") != old_pid)
    mongod = faults.freeze("MONGOD_PID")
    faults.thaw(kafka)
    restart.wait_until(lambda: extractor["starts"] == 2)
    faults.thaw(mongod)
    restart.wait_for_server("MONGOD_PID", old_pid)
    restart.wait_until_drained()
    twice = len(topic.orders_in_topic()) - len(orders)
    print(f"  {twice} orders were sent twice: their batch was acknowledged and could not be marked")
    assert twice == 50
    verify.verify_everything(orders)

    print("2 end mongod as for an update")
    starts = extractor["starts"]
    kafka = freeze_kafka_while_2000_orders_go_out(rng, orders)
    old_pid = faults.kill_server("MONGOD_PID", signal.SIGTERM)
    faults.thaw(kafka)
    restart.wait_for_server("MONGOD_PID", old_pid)
    restart.wait_until_drained()
    restart.print_starts()
    assert extractor["starts"] > starts
    assert loader["starts"] == 1
    verify.verify_everything(orders)


def test_a_validator_refuses_our_marks():
    print("3 a validator allows the shop's own fields and no others")
    services.new_shop()
    orders = []
    random_orders.put_orders(120, random.Random(2), orders)
    random_orders.put_bad_orders(1)
    fields = {"_id": {}, **{field: {} for field in orders[0]}}
    environment.mongo_client[environment.DATABASE].command(
        "collMod", "orders", validationAction="error",
        validator={"$jsonSchema": {"properties": fields, "additionalProperties": False}},
    )
    with pytest.raises(WriteError) as refused:
        environment.orders.update_one({}, {"$set": {"etl_status": "SENT"}})
    print("  a mark as anybody would set it:", str(refused.value)[:41])
    extractor = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="50")
    restart.keep("loader.worker")
    restart.wait_until_drained()
    # two more runs look for what is new
    time.sleep(2.5)
    print(f"  {len(topic.orders_in_topic())} orders in the topic, {restart.count_sent()} SENT, "
          f"{restart.count_status('REJECTED')} REJECTED")
    assert len(topic.orders_in_topic()) == restart.count_sent() == len(orders)
    assert extractor["starts"] == 1
    restart.kill(extractor)
    # what a killed extractor had in hand is taken back under the validator too
    environment.orders.update_many(
        {"order_id": {"$in": ["A1", "A2"]}}, {"$set": {"etl_status": "SENDING"}}, bypass_document_validation=True,
    )
    restart.restart(extractor)
    restart.wait_until(lambda: restart.count_sent() == len(orders))
    restart.wait_until_drained()
    verify.verify_everything(orders, rejected=1)


if __name__ == "__main__":
    for test in (test_mongodb_restarts_while_the_extractor_works, test_a_validator_refuses_our_marks):
        test()
        teardown_function()
