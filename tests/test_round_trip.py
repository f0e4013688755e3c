"""
Round trip - an order is put in at one end and looked for at the other

FLOW:
    1 start api, loader and extractor as they run in production, the extractor every second
    2 insert one order in mongodb
    3 ask the api until it answers with the order, and look at the time that took
    4 change the order in mongodb: the api answers with the new version
    5 insert an order that breaks the contract: it is REJECTED with a reason, and never reaches the api
    6 put messages into the topic that the extractor did not write: they are kept in rejected_messages, the orders go on
    7 end the services as ctrl-c does: each is gone within three seconds

LIBRARIES:
    schedule: calls a function every so many seconds, for the extractor's main.py
    fastapi and uvicorn: make functions answer http requests, for the query api
    confluent-kafka: here it plays the stranger who writes into the topic
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
"""
import os
import time
from datetime import datetime
from bson import Decimal128
from confluent_kafka import Producer
from tests import own_shop, run_service

ORDER = {
    "order_id": "A1/ü 1",
    "status": "PAID",
    "created_at": datetime(2026, 1, 5, 10, 0, 0, 123000),
    "updated_at": datetime(2026, 1, 6),
    "customer": {"customer_id": "C1", "name": "Zoë", "email": "zoe@example.com", "country": "Ireland"},
    "items": [{"product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": Decimal128("9.90")}],
}
PATH = "/api/orders/A1%2F%C3%BC%201"
ANSWER = {
    "order_id": "A1/ü 1",
    "customer_id": "C1",
    "status": "PAID",
    "created_at": "2026-01-05T10:00:00.123Z",
    "updated_at": "2026-01-06T00:00:00.000Z",
    "customer": {"customer_id": "C1", "name": "Zoë", "email": "zoe@example.com", "country": "Ireland"},
    "lines": [{"line_number": 1, "product_id": "P1", "name": "Tea", "category": "Kitchen", "quantity": 2, "unit_price": "9.9000"}],
}


def answer_without_loaded_at(port):
    status, answer = own_shop.get(port, PATH)
    if status == 200:
        answer.pop("loaded_at")
    return answer


def test_round_trip():
    own_shop.empty_shop()
    port = own_shop.free_port()
    print("1 start api, loader and extractor")
    api = own_shop.start_api(port)
    loader = run_service.start("loader.worker")
    extractor = run_service.start("extractor.main", EXTRACT_INTERVAL_SECONDS="1")
    time.sleep(3)

    print("2 insert one order in mongodb")
    started = time.monotonic()
    own_shop.mongo_orders.insert_one(dict(ORDER))
    own_shop.wait_until(lambda: answer_without_loaded_at(port) == ANSWER)
    seconds = time.monotonic() - started
    print(f"3 ask the api: after {seconds:.1f} s it answers")
    for field, value in answer_without_loaded_at(port).items():
        print(f"  {field}: {value}")
    # the interval and two seconds more
    assert seconds < 1 + 2

    print("4 change the order in mongodb")
    own_shop.mongo_orders.update_one(
        {"order_id": ORDER["order_id"]},
        {"$set": {"status": "SHIPPED", "updated_at": datetime(2026, 1, 7), "etl_status": None}},
    )
    own_shop.wait_until(lambda: answer_without_loaded_at(port) == dict(ANSWER, status="SHIPPED", updated_at="2026-01-07T00:00:00.000Z"))

    print("5 insert an order that breaks the contract")
    own_shop.mongo_orders.insert_one(dict(ORDER, order_id="A2", items=[]))
    own_shop.wait_until(lambda: own_shop.mongo_orders.find_one({"order_id": "A2"}).get("etl_status"))
    document = own_shop.mongo_orders.find_one({"order_id": "A2"})
    print(" ", document["etl_status"], document["etl_reason"])
    assert (document["etl_status"], document["etl_reason"]) == ("REJECTED", "items is empty, at least one is needed")

    print("6 put messages into the topic as a stranger, and an order into mongodb after that")
    stranger = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    stranger.produce(own_shop.topics[-1], b"hello", partition=0)
    stranger.produce(own_shop.topics[-1], None, partition=1)
    stranger.produce(own_shop.topics[-1], b'{"orders": [{}]}', partition=2, headers={"schema": "orders.v1", "sha256": "0" * 64}, timestamp=0)
    stranger.flush()
    own_shop.mongo_orders.insert_one(dict(ORDER, order_id="A3"))
    own_shop.wait_until(lambda: own_shop.get(port, "/api/orders?order_id=A3")[1] != [])
    own_shop.wait_until(lambda: len(own_shop.get(port, "/api/pipeline/rejected")[1]) == 3)
    kept = own_shop.mysql_rows("SELECT partition_number, reason, value FROM rejected_messages ORDER BY partition_number")
    for row in kept:
        print("  partition, reason and bytes of a message that is kept:", *row)
    assert kept == [
        (0, "the value does not begin as a page of orders does", b"hello"),
        (1, "the message has no value", None),
        (2, "the header sha256 is not the hash of the value", b'{"orders": [{}]}'),
    ]
    assert own_shop.get(port, "/api/pipeline/loaded")[1]["order_count"] == 2
    assert own_shop.get(port, "/api/orders/A2")[0] == 404

    print("7 end the services")
    for name, service in (("extractor", extractor), ("loader", loader), ("api", api)):
        started = time.monotonic()
        code = run_service.stop(service)
        seconds = time.monotonic() - started
        print(f"  {name} ended after {seconds:.1f} s with exit code {code}")
        assert seconds < 3
        assert code == 0


if __name__ == "__main__":
    test_round_trip()
