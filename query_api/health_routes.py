from fastapi import APIRouter
from fastapi.responses import JSONResponse
from .connection.mysql_connection import database
from .example_answers import example_answers
from .router import Healthy, NotHealthy

health_router = APIRouter(
    prefix="/health",
    tags=["health"],
)


@health_router.get(
    "/mysql", response_model=Healthy, responses=example_answers("/health/mysql", {503: NotHealthy}), summary="Does MySQL answer",
)
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
