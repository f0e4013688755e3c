"""
Router - an http request becomes a checked call, and its result becomes JSON

FLOW:
    1 put an order into MySQL
    2 ask for it over http: dates and money are text
    3 ask with a parameter that is wrong, unknown and repeated: 422 names it
    4 ask for an order that is in MongoDB, rejected, and for one that nobody has: 404

LIBRARIES:
    fastapi: makes a python function answer an http path
    pydantic: the classes in router.py, which check what is asked and write what is answered
"""
from tests.support import environment, services
from tests.support.rows import LOADED_AT_TEXT, put_rows
from tests.support.sample_order import ANSWER, ROWS
from query_api.router import Order


def test_router():
    environment.empty()
    print("1 put an order into MySQL")
    put_rows(ROWS)
    port = services.free_port()
    api = services.start_api(port)

    print("2 ask for it")
    status, answer = services.get(port, "/api/orders/A1")
    print("  ", status, answer)
    assert (status, answer) == (200, dict(ANSWER, loaded_at=LOADED_AT_TEXT))
    assert services.get(port, "/api/orders") == (200, [{field: answer[field] for field in Order.model_fields}])

    print("3 ask with wrong parameters")
    for question, name in (("limit=0", "limit"), ("limits=1", "limits"), ("limit=1&limit=1", "limit")):
        status, answer = services.get(port, f"/api/orders?{question}")
        print("  ", question, status, answer)
        assert (status, answer["detail"][0]["loc"]) == (422, ["query", name])

    print("4 ask for a rejected order, and for one that nobody has")
    environment.orders.insert_one({"etl_order_id": "A2", "etl_status": "REJECTED"})
    rejected = "order A2 was rejected, see /api/pipeline/rejected-orders"
    for order_id, detail in (("A2", rejected), ("A3", "there is no order A3")):
        status, answer = services.get(port, f"/api/orders/{order_id}")
        print("  ", status, answer)
        assert (status, answer) == (404, {"detail": detail})
    services.stop(api)


if __name__ == "__main__":
    test_router()
