"""
Round trip - an order is put in at one end and looked for at the other, with the services as they run in production
"""
import time
from datetime import datetime
from tests.support import environment, sample_order, services

PORT = services.free_port()


def wait_for_answer(order_id, **changes):
    """Waits until the api answers with the sample order under this id, so changed; read_at is not known beforehand."""
    expected = dict(sample_order.ANSWER, order_id=order_id, **changes)
    del expected["read_at"]

    def is_there():
        status, order = services.get(PORT, f"/api/orders/{order_id}")
        return status == 200 and {field: order[field] for field in expected} == expected

    environment.wait_until(is_there)


def test_round_trip():
    services.new_shop()
    started = [services.start_api(PORT), services.start("loader.worker"),
               services.start("extractor.main", EXTRACT_INTERVAL_SECONDS="1")]
    # once the first one is there, all services have started
    for order_id in ("A0", "A1"):
        began = time.monotonic()
        environment.orders.insert_one(dict(sample_order.DOCUMENT, order_id=order_id))
        wait_for_answer(order_id)
    seconds = time.monotonic() - began
    print(f"the api answers with the order after {seconds:.1f} s")
    # the interval and two seconds more
    assert seconds < 1 + 2
    changes = {"status": "SHIPPED", "updated_at": datetime(2026, 1, 7), "etl_status": None}
    environment.orders.update_one({"order_id": "A1"}, {"$set": changes})
    wait_for_answer("A1", status="SHIPPED", updated_at="2026-01-07T00:00:00.000Z")
    for service in started:
        began = time.monotonic()
        assert services.stop(service) == 0
        assert time.monotonic() - began < 3
