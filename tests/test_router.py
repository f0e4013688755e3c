"""
Router - an http request becomes a checked call, and its result becomes JSON

FLOW:
    1 put an order into MySQL, and ask for it over http: dates and money are text
    2 ask with a parameter that is wrong, unknown and repeated: 422 names it
    3 ask for an order that nobody has: 404

LIBRARIES:
    fastapi: makes a python function answer an http path
    pydantic: the classes in router.py, which check what is asked and write what is answered
"""
from tests.support import environment, services
from tests.support.rows import LOADED_AT_TEXT, put_rows
from tests.support.sample_order import ANSWER, ROWS


def test_router():
    environment.empty()
    put_rows(ROWS)
    port = services.free_port()
    api = services.start_api(port)
    print("1 ask for an order:", services.get(port, "/api/orders/A1"))
    assert services.get(port, "/api/orders/A1") == (200, dict(ANSWER, loaded_at=LOADED_AT_TEXT))
    for question, name in (("limit=0", "limit"), ("limits=1", "limits"), ("limit=1&limit=1", "limit")):
        status, answer = services.get(port, f"/api/orders?{question}")
        print("2 ask for", question, status, answer)
        assert (status, answer["detail"][0]["loc"]) == (422, ["query", name])
    print("3 ask for another:", services.get(port, "/api/orders/A2"))
    assert services.get(port, "/api/orders/A2") == (404, {"detail": "there is no order A2"})
    services.stop(api)


if __name__ == "__main__":
    test_router()
