"""
Round trip - an order is put in at one end and looked for at the other

It runs beside a shop that is at work, too: python3 local/step.py tests.system.test_round_trip

FLOW:
    1 start api, loader and extractor as they run in production, the extractor every second
    2 insert one order in MongoDB
    3 ask the api until it answers with the order, and look at the time that took
    4 change the order in MongoDB: the api answers with the new version
    5 insert an order that breaks the contract: it is REJECTED with a reason, and the api says so
    6 put messages into the topic that the extractor did not write: they are kept in rejected_messages, the orders go on
    7 look at the api's figures of the pipeline
    8 end the services as ctrl-c does: each is gone within three seconds

LIBRARIES:
    schedule: calls a function every so many seconds, for the extractor's main.py
    fastapi and uvicorn: make functions answer http requests, for the query api
"""
import time
import urllib.parse
from datetime import datetime
from tests.support import environment, sample_order, services, topic

# an id whose letters an address cannot carry as they are
ORDER_ID = "A1 ü%"
PATH = "/api/orders/" + urllib.parse.quote(ORDER_ID)


def answer(port):
    """Returns the api's answer on the order, without the two dates that it gets on its way; None where it has none."""
    status, order = services.get(port, PATH)
    return {field: order[field] for field in sample_order.ANSWER if field != "read_at"} if status == 200 else None


def expected_answer(**changes):
    whole = dict(sample_order.ANSWER, order_id=ORDER_ID, **changes)
    return {field: value for field, value in whole.items() if field != "read_at"}


def test_round_trip():
    services.new_shop()
    port = services.free_port()
    print("1 start api, loader and extractor")
    api = services.start_api(port)
    loader = services.start("loader.worker")
    extractor = services.start("extractor.main", EXTRACT_INTERVAL_SECONDS="1")
    time.sleep(3)

    print("2 insert one order in MongoDB")
    started = time.monotonic()
    environment.orders.insert_one(dict(sample_order.DOCUMENT, order_id=ORDER_ID))
    environment.wait_until(lambda: answer(port) == expected_answer())
    seconds = time.monotonic() - started
    print(f"3 ask the api: after {seconds:.1f} s it answers")
    for field, value in answer(port).items():
        print(f"  {field}: {value}")
    # the interval and two seconds more
    assert seconds < 1 + 2

    print("4 change the order in MongoDB")
    changes = {"status": "SHIPPED", "updated_at": datetime(2026, 1, 7), "etl_status": None}
    environment.orders.update_one({"order_id": ORDER_ID}, {"$set": changes})
    changed_answer = expected_answer(status="SHIPPED", updated_at="2026-01-07T00:00:00.000Z")
    environment.wait_until(lambda: answer(port) == changed_answer)

    print("5 insert an order that breaks the contract")
    environment.orders.insert_one(dict(sample_order.DOCUMENT, order_id="A2", items=[]))
    environment.wait_until(lambda: environment.orders.find_one({"order_id": "A2", "etl_status": "REJECTED"}))
    rejected = services.get(port, "/api/pipeline/rejected-orders")[1]
    print(" ", rejected)
    reasons = [(order["order_id"], order["reason"]) for order in rejected]
    assert reasons == [("A2", "items is empty, at least one item is needed")]
    assert services.get(port, "/api/orders/A2")[0] == 404

    print("6 put messages into the topic as an unknown producer, and an order into MongoDB after that")
    topic.send_message(b"hello", partition=0)
    topic.send_message(None, partition=1)
    topic.send_message(b'{"orders": [{}]}', "0" * 64, partition=2, timestamp=0)
    environment.orders.insert_one(dict(sample_order.DOCUMENT, order_id="A3"))
    environment.wait_until(lambda: services.get(port, "/api/orders/A3")[0] == 200)
    environment.wait_until(lambda: len(services.get(port, "/api/pipeline/rejected-messages")[1]) == 3)
    kept = environment.mysql_rows("SELECT partition_number, value FROM rejected_messages ORDER BY partition_number")
    print("  partition and bytes of the messages that are kept:", *kept)
    assert kept == [(0, b"hello"), (1, None), (2, b'{"orders": [{}]}')]

    print("7 look at the api's figures of the pipeline")
    status = services.get(port, "/api/pipeline/status")[1]
    batches = services.get(port, "/api/pipeline/batches")[1]
    print(" ", status, *batches, sep="\n  ")
    assert (status["waiting_orders"], status["rejected_orders"], status["loaded_orders"]) == (0, 1, 2)
    assert [batch["order_count"] for batch in batches] == [1, 1, 1]
    assert 0 <= status["seconds_from_kafka_to_mysql"] < 3

    print("8 end the services")
    for name, service in (("extractor", extractor), ("loader", loader), ("api", api)):
        started = time.monotonic()
        code = services.stop(service)
        seconds = time.monotonic() - started
        print(f"  {name} ended after {seconds:.1f} s with exit code {code}")
        assert seconds < 3
        assert code == 0


if __name__ == "__main__":
    test_round_trip()
