"""
Query API - Answers questions about the orders in MySQL and about the pipeline, read-only

INPUT:
    - http GET requests
    - rows in mysql: customers, products, orders, order_items, loaded_batches, rejected_messages,
      loaders_seen
    - documents in mongodb, as the user reader: how many orders wait, which were rejected, when an extractor was seen
    - offsets in kafka: how many batches no loader has finished

OUTPUT:
    - json answers; /docs shows every path and tries it out
    - /metrics for prometheus

FLOW:
    mysql, mongodb, kafka -> query api -> dashboard, prometheus, curl, your browser
"""
import threading
import mysql.connector
import pymongo.errors
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST
from .connection.mongo_connection import MONGO_URI
from .connection.mysql_connection import MYSQL_PASSWORD
from .count_orders import count_again_and_again
from .error_sentence import error_sentence
from .find_status import find_status
from .health_routes import NO_ANSWER, health_answer, health_router
from .log import log
from .router import router
from .write_metrics import write_metrics

DESCRIPTION = """
Every path is a GET and changes nothing. The examples are the 300 sample orders.

- **Pages**: for the next page give `after`, or `before_created_at` and `before_order_id`, the values of the last entry.
  A page shorter than `limit` is the last one.
- **Money** is exact, as text. **Revenue** leaves out orders that are `CANCELLED`, `REFUNDED` or `DELETED`, or gone from
  MongoDB (`deleted_at`).
- **Dates** are in UTC. A parameter may have any time zone; its `+` is written `%2B`.
- **Ids** and other texts are compared exactly: `A1`, `a1` and `A1` with a space behind it are three ids.
"""

# its /docs loads nothing from the internet
app = FastAPIOffline(
    title="shopetl query api",
    version="3.0.0",
    description=DESCRIPTION,
    # the name of the function in generated clients: list_orders instead of list_orders_api_orders_get
    generate_unique_id_function=lambda route: route.name,
    swagger_ui_parameters={"defaultModelsExpandDepth": 0},
)
app.include_router(router, prefix="/api")
app.include_router(health_router)


@app.exception_handler(mysql.connector.Error)
@app.exception_handler(pymongo.errors.PyMongoError)
def say_who_does_not_answer(request, error):
    log.error("%s: %s", request.url.path, error)
    return JSONResponse({"detail": error_sentence(error)}, status_code=503)


@app.get("/", tags=["health"])
def root():
    """Answers without asking MySQL or MongoDB."""
    return {"message": "query api is running, see /docs"}


@app.get("/metrics", tags=["health"], response_class=PlainTextResponse, response_model=str)
def get_metrics():
    """The numbers of /api/pipeline/status as text, for Prometheus."""
    return Response(write_metrics(find_status()), media_type=CONTENT_TYPE_LATEST)


@app.get("/health/pipeline", tags=["health"], responses=NO_ANSWER)
def check_pipeline():
    """For an uptime monitor: 200 where orders flow, 503 with the sentence of /api/pipeline/status where they do not."""
    return health_answer("pipeline", find_status()["problem"])


# a monitor may ask with head: the answer is that of get without its text; /docs need not name each path twice
for prefix, routes in (("/api", router.routes), ("", health_router.routes), ("", app.routes[-3:])):
    for route in routes:
        app.add_api_route(prefix + route.path, route.endpoint, methods=["HEAD"], include_in_schema=False,
                          response_model=route.response_model)
# everybody can read these in the repository
if MYSQL_PASSWORD == "mysqlapipassword":
    log.warning("MYSQL_API_PASSWORD is the one of the repository, see Passwords in RUN.md")
if ":mongoreaderpassword@" in MONGO_URI:
    log.warning("MONGO_READER_PASSWORD is the one of the repository, see Passwords in RUN.md")
# in a thread of its own, so that no question about the status waits for it
threading.Thread(target=count_again_and_again, daemon=True).start()
