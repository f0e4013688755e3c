from fastapi import APIRouter
from fastapi.responses import JSONResponse
from .connection.kafka_connection_consumer import consumer
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .connection.mysql_connection import quick_database
from .error_sentence import error_sentence

NO_ANSWER = {503: {"description": "It does not answer, or refuses; `message` says why."}}
health_router = APIRouter(prefix="/health", tags=["health"], responses=NO_ANSWER)


def any_order():
    """Returns one order of MySQL, whichever, in a list, or an empty list."""
    # select the id of any one order
    return quick_database.select(
        """
        SELECT orders.order_id
        FROM orders
        LIMIT 1
        """
    )


@health_router.get("/mysql")
def ping_mysql():
    """Asks MySQL for one order: 200 with status ok, or 503 with the reason."""
    return health_answer("mysql", answer_of(any_order)[1])


@health_router.get("/mongo")
def ping_mongo():
    """Asks MongoDB for one order: 200 with status ok, or 503 with the reason."""
    collection = mongo.collection(MONGO_COLLECTION)
    return health_answer("mongo", answer_of(lambda: collection.find_one({}, {"_id": 0, "order_id": 1}))[1])


@health_router.get("/kafka")
def ping_kafka():
    """Asks Kafka for its topics: 200 with status ok, or 503 with the reason."""
    return health_answer("kafka", answer_of(consumer.topics)[1])


def health_answer(service, error):
    """Takes a sentence, or None where all is well."""
    if error:
        return JSONResponse({"status": "error", "service": service, "message": error}, status_code=503)
    return {"status": "ok", "service": service}


def answer_of(question):
    """
    Calls question(), which asks one server: returns (its answer, None), or (None, one sentence) where the server does
    not answer. What is known of the other servers is told all the same.
    """
    try:
        return question(), None
    except Exception as error:
        return None, error_sentence(error)
