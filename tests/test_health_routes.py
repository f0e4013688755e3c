"""
Health routes - does MySQL answer, does MongoDB answer?

FLOW:
    1 ask MySQL for one order
    2 ask MongoDB for one order

LIBRARIES:
    fastapi: makes a python function answer an http path
"""
from tests.support import environment
from query_api.health_routes import mongo_answers, ping_mongo, ping_mysql


def test_health_routes():
    environment.empty()
    print("1 ask MySQL:", ping_mysql())
    assert ping_mysql() == {"status": "ok", "service": "mysql"}
    print("2 ask MongoDB:", ping_mongo())
    assert ping_mongo() == {"status": "ok", "service": "mongo"}
    assert mongo_answers()


if __name__ == "__main__":
    test_health_routes()
