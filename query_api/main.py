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
from .health_routes import health_router
from .router import router

# stands above the reports in /docs
ABOUT_REPORTS = """A report is worked out once for all who ask at the same time, and remembered:
its answer may be old by twenty times the time it took to work out, well under a second in a small shop."""

# /docs brings its own scripts, so that it opens where the internet is not to be had
app = FastAPIOffline(
    title="shopetl query api",
    version="1.0.0",
    openapi_tags=[{"name": "orders"}, {"name": "customers"}, {"name": "products"},
                  {"name": "reports", "description": ABOUT_REPORTS}, {"name": "pipeline"}],
)

app.include_router(router, prefix="/api")
app.include_router(health_router)


@app.get("/", tags=["main"], summary="Is the service running")
def root():
    return {"message": "query api is running, see /docs"}
