"""
Pipeline of the query api - how much is loaded, and which messages were refused

The code under test: query_api.report_orders, query_api.find_rejected_messages

FLOW:
    1 start the api on an empty database: every list is empty, nothing is loaded
    2 take the sample orders from MongoDB to MySQL: 288 are loaded, the newest just now
    3 a stranger writes four messages into the topic: they appear in the list of refused ones, the newest first

LIBRARIES:
    confluent-kafka: here it plays the stranger; produce() hands a message over, flush() waits until it is there
"""
import os
from confluent_kafka import Producer
from tests import oracle, own_shop, run_service

ORDERS = oracle.read_orders(oracle.sample_documents())
PORT = own_shop.free_port()
LISTS = (
    "orders", "orders?status=PAID", "orders?customer_id=C1", "orders?order_id=A1", "customers", "products",
    "products?category=Books", "reports/revenue-by-country", "reports/revenue-by-month", "reports/revenue-by-category",
    "reports/top-products", "reports/top-customers", "reports/orders-by-status", "pipeline/rejected",
)


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print("1 start the api on an empty database")
    own_shop.empty_shop()
    own_shop.start_api(PORT)


def teardown_module():
    """Runs once after them."""
    own_shop.stop_all()


def send_as_stranger(value, partition, headers=None):
    """Puts one message into the topic; returns its offset when it is there."""
    offsets = []
    stranger = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    stranger.produce(
        own_shop.topics[-1], value, partition=partition, headers=headers,
        on_delivery=lambda error, message: offsets.append(message.offset()),
    )
    stranger.flush()
    return offsets[0]


def rejected_messages(limit=500):
    status, answer = own_shop.get(PORT, f"/api/pipeline/rejected?limit={limit}")
    assert status == 200
    return oracle.without_time(answer, "rejected_at")


def test_empty_database():
    for path in LISTS:
        assert own_shop.get(PORT, f"/api/{path}") == (200, []), path
    assert own_shop.get(PORT, "/api/orders/A1")[0] == own_shop.get(PORT, "/api/customers/C1")[0] == 404
    assert own_shop.get(PORT, "/api/pipeline/loaded") == (200, {"order_count": 0, "loaded_at": None})
    assert own_shop.get(PORT, "/health/mysql") == (200, {"status": "ok", "service": "mysql"})
    print(f"  {len(LISTS)} lists are empty, nothing is loaded")


def test_loaded_and_rejected():
    print("2 take the sample orders from MongoDB to MySQL")
    own_shop.load_through_pipeline(oracle.sample_documents(), len(ORDERS))
    status, answer = own_shop.get(PORT, "/api/pipeline/loaded")
    print("  the api says:", answer)
    orders = own_shop.get(PORT, "/api/orders?limit=500")[1]
    assert oracle.without_time(orders) == oracle.list_orders(ORDERS)
    assert (status, answer) == (200, {"order_count": 288, "loaded_at": max(order["loaded_at"] for order in orders)})

    print("3 a stranger writes four messages into the topic")
    assert rejected_messages() == []
    loader = run_service.start("loader.worker")
    sent = [
        (2, b"hello", None, "the value does not begin as a page of orders does"),
        (0, None, None, "the message has no value"),
        (1, b'{"orders": [{}]}', {"schema": "orders.v1", "sha256": "0" * 64}, "the header sha256 is not the hash of the value"),
        (1, b'{"orders": [{\xff\x00', {"schema": "orders.v2"}, "the message has no header schema: orders.v1"),
    ]
    expected = []
    for partition, value, headers, reason in sent:
        offset = send_as_stranger(value, partition, headers)
        expected.insert(0, {
            "topic": own_shop.topics[-1], "partition_number": partition, "offset_number": offset, "reason": reason,
        })
        own_shop.wait_until(lambda: len(rejected_messages()) == len(expected))
    run_service.stop(loader)
    print("  refused, the newest first:", *rejected_messages(), sep="\n    ")
    assert rejected_messages() == expected
    assert rejected_messages(limit=2) == expected[:2]
    assert own_shop.get(PORT, "/api/pipeline/loaded")[1]["order_count"] == 288


if __name__ == "__main__":
    setup_module()
    test_empty_database()
    test_loaded_and_rejected()
