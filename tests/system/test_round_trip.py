"""
Round trip - an order is put in at one end and looked for at the other, with the services as they run in production

FLOW:
    1 an order is put into MongoDB: the api answers with it within three seconds; it is changed: so is the answer
    2 the services are ended as ctrl-c does: each is gone within three seconds
"""
import time
import urllib.parse
from datetime import datetime
from tests.support import environment, sample_order, services

PORT = services.free_port()


def put(order_id):
    environment.orders.insert_one(dict(sample_order.DOCUMENT, order_id=order_id))


def wait_for_answer(order_id, **changes):
    """Waits until the api answers with the sample order under this id, so changed; read_at is not known beforehand."""
    expected = dict(sample_order.ANSWER, order_id=order_id, **changes)
    expected.pop("read_at")

    def is_there():
        status, order = services.get(PORT, "/api/orders/" + urllib.parse.quote(order_id))
        return status == 200 and {field: order[field] for field in expected} == expected

    environment.wait_until(is_there)


def test_round_trip():
    services.new_shop()
    api = services.start_api(PORT)
    loader = services.start("loader.worker")
    extractor = services.start("extractor.main", EXTRACT_INTERVAL_SECONDS="1")
    # once this one is there, all services have started
    put("A0")
    wait_for_answer("A0")

    started = time.monotonic()
    # an id whose letters an address cannot carry as they are
    put("A1 ü%")
    wait_for_answer("A1 ü%")
    seconds = time.monotonic() - started
    print(f"the api answers with the order after {seconds:.1f} s")
    # the interval and two seconds more
    assert seconds < 1 + 2
    changes = {"status": "SHIPPED", "updated_at": datetime(2026, 1, 7), "etl_status": None}
    environment.orders.update_one({"order_id": "A1 ü%"}, {"$set": changes})
    wait_for_answer("A1 ü%", status="SHIPPED", updated_at="2026-01-07T00:00:00.000Z")

    for service in (extractor, loader, api):
        started = time.monotonic()
        assert services.stop(service) == 0
        assert time.monotonic() - started < 3
