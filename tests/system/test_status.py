"""
Status - /api/pipeline/status and its neighbours are right at every moment, to the order, against the three servers

A real extractor and a real loader take orders from MongoDB to MySQL, and the test looks at each step.

FLOW:
    1 no order at all
    2 3,000 orders and 7 bad ones come while no extractor runs: they wait
    3 the extractor is frozen with a batch in hand: its orders are SENDING, and wait still
    4 the extractor has sent them, no loader runs: none waits, none is loaded, and the newest sent order is younger
      than the newest batch
    5 a loader runs: all are loaded, and the batches add up to them
    6 the bad ones are listed with their reasons; one order is 404, and the sentence says that it was rejected
    7 one is fixed, one order is resent: they wait, and are loaded; the other bad ones stay
    8 the loader is killed: orders come, and none is loaded until it is started again

LIBRARIES:
    random (comes with Python): makes orders by chance, the same ones each time
"""
import random
import pytest
from tests.support import environment, faults, random_orders, restart, services

PORT = services.free_port()
BAD = 7


@pytest.fixture
def shop():
    services.new_shop()
    yield services.start_api(PORT)
    restart.clean_up()
    services.stop_all()


def get(path):
    code, answer = services.get(PORT, f"/api/{path}")
    assert code == 200, answer
    return answer


def look(waiting, rejected, loaded, in_kafka):
    """Fails unless the status says so, and MongoDB and MySQL too."""
    status = get("pipeline/status")
    print("  ", status)
    assert (status["waiting_orders"], status["rejected_orders"], status["loaded_orders"]) == (waiting, rejected, loaded)
    assert waiting == restart.count_status(None) + restart.count_status("SENDING")
    assert (rejected, loaded) == (restart.count_status("REJECTED"), restart.count_loaded())
    assert ((status["newest_sent_at"] or "") > (status["newest_loaded_at"] or "")) == in_kafka
    # before the first batch nothing is known of it, after it all is
    batches = get("pipeline/batches?limit=500")
    newest = batches[0]["loaded_at"] if batches else None
    assert status["newest_loaded_at"] == newest
    assert (status["seconds_from_kafka_to_mysql"] is None) == (newest is None)
    assert len(get("pipeline/rejected-orders?limit=500")) == rejected
    return status


def hold_extractor():
    """Returns an extractor with a batch in hand that Kafka, being frozen, does not acknowledge; and Kafka's pid."""
    extractor = services.start("extractor.extract", EXTRACT_BATCH_SIZE="1000")
    environment.wait_until(lambda: restart.count_status("SENDING") > 0)
    kafka = faults.freeze("KAFKA_PID")
    restart.wait_until_idle(extractor)
    return extractor, kafka


def test_status(shop):
    rng = random.Random(15)
    orders = []
    print("1 no order at all")
    look(0, 0, 0, in_kafka=False)

    print("2 orders come while no extractor runs")
    random_orders.put_orders(3000, rng, orders)
    random_orders.put_bad_orders(BAD)
    look(3000 + BAD, 0, 0, in_kafka=False)

    print("3 the extractor has a batch in hand")
    extractor, kafka = hold_extractor()
    sent = restart.count_sent()
    assert restart.count_status("SENDING") == 1000
    look(3000 + BAD - sent, 0, 0, in_kafka=sent > 0)

    print("4 the extractor has sent them, no loader runs")
    faults.thaw(kafka)
    assert extractor.wait(60) == 0
    look(0, BAD, 0, in_kafka=True)

    print("5 a loader runs")
    services.load()
    status = look(0, BAD, 3000, in_kafka=False)
    batches = get("pipeline/batches?limit=500")
    assert sum(batch["order_count"] for batch in batches) == 3000
    assert sum(batch["line_count"] for batch in batches) == sum(len(order["items"]) for order in orders)
    assert status["seconds_from_kafka_to_mysql"] >= 0

    print("6 the bad ones are listed with their reasons")
    bad_ids = environment.orders.distinct("order_id", {"etl_status": "REJECTED"})
    rejected = get("pipeline/rejected-orders?limit=500")
    assert sorted(order["order_id"] for order in rejected) == sorted(bad_ids)
    assert all("items is empty" in order["reason"] and order["rejected_at"] for order in rejected)
    code, answer = services.get(PORT, f"/api/orders/{bad_ids[0].replace(' ', '%20')}")
    print("  ", code, answer)
    assert (code, answer["detail"]) == (404, f"order {bad_ids[0]} was rejected, see /api/pipeline/rejected-orders")
    assert services.get(PORT, "/api/orders/nobody") == (404, {"detail": "there is no order nobody"})

    print("7 one is fixed, one order is resent")
    fixed = random_orders.make_order(rng, bad_ids[0])
    random_orders.change_order(fixed)
    assert services.run("extractor.resend A1") == 0
    look(2, BAD - 1, 3000, in_kafka=False)
    services.extract()
    look(0, BAD - 1, 3000, in_kafka=True)
    services.load()
    look(0, BAD - 1, 3001, in_kafka=False)
    assert get(f"orders/{bad_ids[0].replace(' ', '%20')}")["customer_id"] == fixed["customer"]["customer_id"]
    assert bad_ids[0] not in [order["order_id"] for order in get("pipeline/rejected-orders?limit=500")]

    print("8 the loader is killed")
    loader = restart.keep("loader.worker")
    environment.wait_until(lambda: faults.group_members())
    restart.kill(loader)
    random_orders.put_orders(20, rng, orders)
    look(20, BAD - 1, 3001, in_kafka=False)
    services.extract()
    look(0, BAD - 1, 3001, in_kafka=True)
    restart.wait_until_drained()
    look(0, BAD - 1, 3021, in_kafka=False)
