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
from tests.support import environment
from query_api.find_status import find_status
from query_api.health_routes import ping_kafka, ping_mongo, ping_mysql
from query_api.main import check_pipeline


def test_health_routes():
    environment.empty()
    print("1 ask MySQL:", ping_mysql())
    assert ping_mysql() == {"status": "ok", "service": "mysql"}
    print("2 ask MongoDB:", ping_mongo())
    assert ping_mongo() == {"status": "ok", "service": "mongo"}
    print("3 ask Kafka:", ping_kafka())
    assert ping_kafka() == {"status": "ok", "service": "kafka"}
    find_status.cache_clear()
    environment.mongo_client[environment.DATABASE]["extractor_runs"].delete_many({})
    response = check_pipeline()
    print("4 ask whether orders flow:", response.status_code, response.body)
    assert response.status_code == 503 and b"no extractor has been seen" in response.body


if __name__ == "__main__":
    test_health_routes()
