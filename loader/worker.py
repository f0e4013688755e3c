"""
Loader - Puts batches of orders from Kafka into MySQL

INPUT:
    - messages of the kafka topic, each a batch of orders or of deletions

OUTPUT:
    - rows in mysql: customers, products, orders, order_items, loaded_batches, loaders_seen
    - rejected_messages: whatever else was in the topic, with its bytes and a reason

FLOW:
    kafka -> loader -> mysql
"""
import json
import os
import time
from . import stop_signal
from .check_tables import check_tables
from .connection.kafka_connection_consumer import consumer
from .connection.mysql_connection import MYSQL_PASSWORD
from .log import log
from .load_message import load_message
from .reject_message import BATCH_KEY, message_error, reject_message

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")

stop_signal.listen()
check_tables()
# everybody can read these in the repository
if BATCH_KEY == "batchkeythatonlytheservicesknow":
    log("warning: BATCH_KEY is the one of the repository, see Passwords in RUN.md")
if MYSQL_PASSWORD == "mysqlloaderpassword":
    log("warning: MYSQL_LOADER_PASSWORD is the one of the repository, see Passwords in RUN.md")
consumer.subscribe(TOPIC)


def process():
    log("loader running...")
    try:
        while True:
            if stop_signal.stopping:
                break
            msg = consumer.poll(1.0)
            if msg is None:
                continue
            if msg.error():
                log(f"consumer error: {msg.error()}")
                continue

            place = f"partition {msg.partition()} offset {msg.offset()}"
            error = message_error(msg)
            if error:
                reject_message(msg, error)
                consumer.commit(msg)
                log(f"{place}: message rejected, {error}")
                continue

            # before it is loaded: where the loader ends with an error, the log says at which message
            log(f"{place}: loading {len(msg.value())} bytes")
            data = json.loads(msg.value())
            started = time.monotonic()
            result = load_message(msg, data, place)
            # the offset goes after mysql's commit: the other way round a kill in between would lose the batch
            consumer.commit(msg)
            log(f"{place}: {result}, in {time.monotonic() - started:.2f} s")

    finally:
        consumer.close()
        log("loader stopped")


process()
