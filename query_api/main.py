"""
Query API - Answers questions about the orders in MySQL and about the pipeline, read-only

INPUT:
    - http GET requests
    - rows in mysql: customers, products, orders, order_items, loaded_batches, rejected_messages
    - documents in mongodb, as the user reader: how many orders wait, and which were rejected

OUTPUT:
    - json answers; /docs shows every path and tries it out

FLOW:
    mysql, mongodb -> query api -> dashboard, curl, your browser
"""
import mysql.connector
import pymongo.errors
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from .health_routes import health_router
from .router import router

DESCRIPTION = """
Every path is a GET and changes nothing. The examples are the 300 sample orders.

- **Pages**: for the next page give `after`, or `before_created_at` and `before_order_id`, the values of the last entry.
  A page shorter than `limit` is the last one.
- **Money** is exact, as text. **Revenue** is quantity times unit price; `CANCELLED` and `DELETED` orders are left out.
- **Dates** are in UTC. A parameter may have any time zone; its `+` is written `%2B`.
- **Ids** and other texts are compared exactly: `A1`, `a1` and `A1` with a space behind it are three ids.
"""

# its /docs loads nothing from the internet
app = FastAPIOffline(
    title="shopetl query api",
    version="2.0.0",
    description=DESCRIPTION,
    # the name of the function in generated clients: list_orders instead of list_orders_api_orders_get
    generate_unique_id_function=lambda route: route.name,
    swagger_ui_parameters={"defaultModelsExpandDepth": 0},
)
app.include_router(router, prefix="/api")
app.include_router(health_router)


@app.exception_handler(mysql.connector.Error)
def answer_without_mysql(request, error):
    print(f"{request.url.path}: {error}", flush=True)
    return JSONResponse({"detail": "MySQL gave no answer; /health/mysql says whether it is there."}, status_code=503)


@app.exception_handler(pymongo.errors.PyMongoError)
def answer_without_mongo(request, error):
    print(f"{request.url.path}: {error}", flush=True)
    return JSONResponse({"detail": "MongoDB gave no answer; /health/mongo says whether it is there."}, status_code=503)


@app.get("/", tags=["health"])
def root():
    """Answers without asking MySQL or MongoDB."""
    return {"message": "query api is running, see /docs"}
