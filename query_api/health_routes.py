from fastapi import APIRouter
from fastapi.responses import JSONResponse
from .connection.kafka_connection_consumer import consumer
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .connection.mysql_connection import quick_database
from .error_sentence import error_sentence

NO_ANSWER = {503: {"description": "It does not answer; `message` says why."}}
health_router = APIRouter(prefix="/health", tags=["health"], responses=NO_ANSWER)


@health_router.get("/mysql")
def ping_mysql():
    """Asks MySQL for one order: 200 with status ok, or 503 with the reason."""
    try:
        # select the id of any one order
        quick_database.select(
            """
            SELECT orders.order_id
            FROM orders
            LIMIT 1
            """
        )
        return {"status": "ok", "service": "mysql"}
    except Exception as error:
        return JSONResponse({"status": "error", "service": "mysql", "message": str(error)}, status_code=503)


@health_router.get("/mongo")
def ping_mongo():
    """Asks MongoDB for one order: 200 with status ok, or 503 with the reason."""
    try:
        mongo.collection(MONGO_COLLECTION).find_one({}, {"_id": 0, "order_id": 1})
        return {"status": "ok", "service": "mongo"}
    except Exception as error:
        return JSONResponse({"status": "error", "service": "mongo", "message": str(error)}, status_code=503)


@health_router.get("/kafka")
def ping_kafka():
    """Asks Kafka for its topics: 200 with status ok, or 503 with the reason."""
    try:
        consumer.topics()
        return {"status": "ok", "service": "kafka"}
    except Exception as error:
        return JSONResponse({"status": "error", "service": "kafka", "message": str(error)}, status_code=503)


def answer_of(question):
    """
    Calls question(), which asks one server: returns (its answer, None), or (None, one sentence) where the server does
    not answer. What is known of the other servers is told all the same.
    """
    try:
        return question(), None
    except Exception as error:
        return None, error_sentence(error)
