"""
Health routes - does MySQL answer, does MongoDB answer: 200 or 503

FLOW:
    1 ask the query api about both servers
    2 the route to MySQL is wrong: 503 and the reason

LIBRARIES:
    fastapi: makes a python function answer an http path
"""
from unittest.mock import patch
from tests.support import environment
from query_api import health_routes


def test_health_routes():
    environment.empty()
    print("1 ask about both servers")
    print("  ", health_routes.ping_mysql(), health_routes.ping_mongo())
    assert health_routes.ping_mysql() == {"status": "ok", "service": "mysql"}
    assert health_routes.ping_mongo() == {"status": "ok", "service": "mongo"}
    assert health_routes.mongo_answers()

    print("2 the route to MySQL is wrong")
    with patch.object(health_routes.database, "select", side_effect=OSError("no route to host")):
        response = health_routes.ping_mysql()
    print("  ", response.status_code, response.body.decode())
    assert response.status_code == 503
    assert response.body == b'{"status":"error","service":"mysql","message":"no route to host"}'


if __name__ == "__main__":
    test_health_routes()
