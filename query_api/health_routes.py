import pymongo
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .connection.mysql_connection import database

NO_ANSWER = {503: {"description": "It does not answer; `message` says why."}}
health_router = APIRouter(prefix="/health", tags=["health"], responses=NO_ANSWER)


@health_router.get("/mysql")
def ping_mysql():
    """Asks MySQL for one order: 200 with status ok, or 503 with the reason."""
    try:
        # select the id of any one order
        database.select(
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


def mongo_answers():
    """Returns whether MongoDB answers, within a second."""
    # the driver knows of a server that is away: without this line each question about it would take the whole second
    if not mongo.client.topology_description.has_readable_server():
        return False
    try:
        with pymongo.timeout(1):
            mongo.client.admin.command("ping")
        return True
    except Exception:
        return False
