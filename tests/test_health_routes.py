"""
Health routes - does MySQL answer, does MongoDB, does Kafka, and do orders flow?

FLOW:
    1 ask MySQL for one order
    2 ask MongoDB for one order
    3 ask Kafka for its topics
    4 ask whether orders flow: no, for no extractor was seen, and 503 says so

LIBRARIES:
    fastapi: makes a python function answer an http path
"""
from tests.support import environment, services
from query_api.health_routes import ping_kafka, ping_mongo, ping_mysql


def test_health_routes():
    environment.empty()
    print("1 ask MySQL:", ping_mysql())
    assert ping_mysql() == {"status": "ok", "service": "mysql"}
    print("2 ask MongoDB:", ping_mongo())
    assert ping_mongo() == {"status": "ok", "service": "mongo"}
    print("3 ask Kafka:", ping_kafka())
    assert ping_kafka() == {"status": "ok", "service": "kafka"}
    port = services.free_port()
    api = services.start_api(port)
    status, answer = services.get(port, "/health/pipeline")
    services.stop(api)
    print("4 ask whether orders flow:", status, answer)
    assert status == 503 and "no extractor has been seen" in answer["message"]


if __name__ == "__main__":
    test_health_routes()
