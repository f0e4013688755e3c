"""
Status - /api/pipeline/status and its neighbours are right at every moment, to the order, against the three servers

FLOW:
    1 no order at all; then orders and bad ones come while no extractor runs: they wait
    2 the extractor is frozen with a batch in hand: its orders are SENDING, and wait still
    3 the extractor has sent them, no loader runs: none waits, none is loaded
    4 a loader runs: all are loaded, and the batches add up to them; the bad ones are listed
"""
import random
from tests.support import environment, faults, random_orders, restart, services

PORT = services.free_port()
BAD = 7


def teardown_function():
    restart.clean_up()
    services.stop_all()


def get(path):
    code, answer = services.get(PORT, f"/api/{path}")
    assert code == 200, answer
    return answer


def look(waiting, rejected, loaded, in_kafka):
    """Fails unless the status says so, and the lists beside it too."""
    status = get("pipeline/status")
    print("  ", status)
    assert (status["waiting_orders"], status["rejected_orders"], status["loaded_orders"]) == (waiting, rejected, loaded)
    # sent and not loaded yet: the newest sent order is younger than the newest batch
    assert ((status["newest_sent_at"] or "") > (status["newest_loaded_at"] or "")) == in_kafka
    # before the first batch nothing is known of it, after it all is
    batches = get("pipeline/batches?limit=500")
    assert sum(batch["order_count"] for batch in batches) == loaded
    assert status["newest_loaded_at"] == (batches[0]["loaded_at"] if batches else None)
    seconds = status["seconds_from_kafka_to_mysql"]
    assert seconds >= 0 if batches else seconds is None
    assert len(get("pipeline/rejected-orders?limit=500")) == rejected


def test_status():
    services.new_shop()
    services.start_api(PORT)
    rng = random.Random(15)
    orders = []
    print("1 orders come while no extractor runs")
    look(0, 0, 0, in_kafka=False)
    random_orders.put_orders(1000, rng, orders)
    random_orders.put_bad_orders(BAD)
    look(1000 + BAD, 0, 0, in_kafka=False)

    print("2 the extractor has a batch in hand, which kafka, being frozen, does not acknowledge")
    extractor = services.start("extractor.extract", EXTRACT_BATCH_SIZE="20")
    environment.wait_until(lambda: restart.count_status("SENT") > 0)
    kafka = faults.freeze("KAFKA_PID")
    restart.wait_until_idle(extractor)
    assert restart.count_status("SENDING") == 20
    look(1000 + BAD - restart.count_sent(), 0, 0, in_kafka=True)

    print("3 the extractor has sent them, no loader runs")
    faults.thaw(kafka)
    assert extractor.wait(60) == 0
    look(0, BAD, 0, in_kafka=True)

    print("4 a loader runs")
    services.load()
    look(0, BAD, 1000, in_kafka=False)
    lines = [batch["line_count"] for batch in get("pipeline/batches?limit=500")]
    assert sum(lines) == sum(len(order["items"]) for order in orders)
    bad_ids = environment.orders.distinct("order_id", {"etl_status": "REJECTED"})
    rejected = get("pipeline/rejected-orders?limit=500")
    assert sorted(order["order_id"] for order in rejected) == sorted(bad_ids)
    assert all("items is empty" in order["reason"] and order["rejected_at"] for order in rejected)
