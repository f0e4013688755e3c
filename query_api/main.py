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

# /docs brings its own scripts, so that it opens where the internet is not to be had
app = FastAPIOffline(
    title="shopetl query api",
    version="1.0.0",
)

app.include_router(router, prefix="/api")
app.include_router(health_router)


@app.get("/", tags=["main"], summary="Is the service running")
def root():
    return {"message": "query api is running, see /docs"}
