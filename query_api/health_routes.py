from fastapi import APIRouter
from fastapi.responses import JSONResponse
from .connection.kafka_connection_consumer import consumer
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .connection.mysql_connection import quick_database
from .find_status import find_status

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


@health_router.get("/pipeline")
def check_pipeline():
    """For an uptime monitor: 200 where orders flow, 503 with the sentence of /api/pipeline/status where they do not."""
    problem = find_status()["problem"]
    if problem:
        return JSONResponse({"status": "error", "service": "pipeline", "message": problem}, status_code=503)
    return {"status": "ok", "service": "pipeline"}
