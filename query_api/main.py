"""
Query API - Answers questions about the orders in MySQL, read-only

INPUT:
    - http GET requests
    - rows in mysql: customers, products, orders, order_items, rejected_messages

OUTPUT:
    - json answers; /docs shows every path and tries it out

FLOW:
    mysql -> query api -> whoever asks
"""
from fastapi_offline import FastAPIOffline
from .example_answers import example_answers
from .health_routes import health_router
from .manual import DESCRIPTION, TAGS
from .router import Message, router


def operation_id(route):
    # the name that a client generator gives to its function, list_orders instead of list_orders_api_orders_get
    return route.name


# /docs brings its own scripts, so that it opens where the internet is not to be had
app = FastAPIOffline(
    title="shopetl query api",
    version="1.0.0",
    description=DESCRIPTION,
    openapi_tags=TAGS,
    generate_unique_id_function=operation_id,
    # the list of all classes at the end of /docs is folded up
    swagger_ui_parameters={"defaultModelsExpandDepth": 0},
)

app.include_router(router, prefix="/api")
app.include_router(health_router)


@app.get("/", response_model=Message, responses=example_answers("/", {}), tags=["health"], summary="Is the service running")
def root():
    """Answers without asking MySQL."""
    return {"message": "query api is running, see /docs"}
