"""
Round trip - an order is put in at one end and looked for at the other, with the services as they run in production

FLOW:
    1 an order is put into MongoDB: the api answers with it within three seconds; it is changed: so is the answer
    2 an order breaks the contract, and messages come that the extractor did not write: the api lists both
    3 the services are ended as ctrl-c does: each is gone within three seconds
"""
import time
import urllib.parse
from datetime import datetime
from tests.support import environment, sample_order, services, topic

# an id whose letters an address cannot carry as they are
ORDER_ID = "A1 ü%"


def wait_for_answer(port, **changes):
    """Waits until the api answers with the sample order under this id, so changed; read_at is not known beforehand."""
    expected = dict(sample_order.ANSWER, order_id=ORDER_ID, **changes)
    expected.pop("read_at")

    def is_there():
        status, order = services.get(port, "/api/orders/" + urllib.parse.quote(ORDER_ID))
        return status == 200 and {field: order[field] for field in expected} == expected

    environment.wait_until(is_there)


def test_round_trip():
    services.new_shop()
    port = services.free_port()
    api = services.start_api(port)
    loader = services.start("loader.worker")
    extractor = services.start("extractor.main", EXTRACT_INTERVAL_SECONDS="1")
    time.sleep(3)

    started = time.monotonic()
    environment.orders.insert_one(dict(sample_order.DOCUMENT, order_id=ORDER_ID))
    wait_for_answer(port)
    seconds = time.monotonic() - started
    print(f"the api answers with the order after {seconds:.1f} s")
    # the interval and two seconds more
    assert seconds < 1 + 2
    changes = {"status": "SHIPPED", "updated_at": datetime(2026, 1, 7), "etl_status": None}
    environment.orders.update_one({"order_id": ORDER_ID}, {"$set": changes})
    wait_for_answer(port, status="SHIPPED", updated_at="2026-01-07T00:00:00.000Z")

    topic.send_message(b"hello", partition=0)
    topic.send_message(None, partition=1)
    environment.orders.insert_one(dict(sample_order.DOCUMENT, order_id="A2", items=[]))
    environment.orders.insert_one(dict(sample_order.DOCUMENT, order_id="A3"))
    environment.wait_until(lambda: services.get(port, "/api/orders/A3")[0] == 200)
    environment.wait_until(lambda: len(services.get(port, "/api/pipeline/rejected-messages")[1]) == 2)
    rejected = services.get(port, "/api/pipeline/rejected-orders")[1]
    reasons = [(order["order_id"], order["reason"]) for order in rejected]
    assert reasons == [("A2", "items is empty, at least one item is needed")]
    assert services.get(port, "/api/orders/A2")[0] == 404

    for service in (extractor, loader, api):
        started = time.monotonic()
        assert services.stop(service) == 0
        assert time.monotonic() - started < 3
