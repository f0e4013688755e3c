"""
Loader - Puts batches of orders from Kafka into MySQL

INPUT:
    - messages of the kafka topic, each a batch of orders that the extractor wrote

OUTPUT:
    - rows in mysql: customers, products, orders, order_items, loaded_batches
    - rejected_messages: whatever else was in the topic, with its bytes and a reason

FLOW:
    kafka -> loader -> mysql
"""
import json
import os
import signal
import sys
import time
from .connection.kafka_connection_consumer import consumer
from .load_batch import load_batch
from .reject_message import message_error, reject_message

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")
SCHEMA = "orders.v2"

consumer.subscribe(TOPIC)
stopping = False


# only a flag: a handler that ends the process at once would interrupt the drivers' c code
def stop(signal_number, frame):
    global stopping
    stopping = True


signal.signal(signal.SIGINT, stop)
signal.signal(signal.SIGTERM, stop)


def process():
    print("loader running...")
    unfinished = ""
    try:
        while True:
            if stopping:
                break
            msg = consumer.poll(1.0)
            if msg is None:
                continue
            if msg.error():
                print(f"consumer error: {msg.error()}")
                continue

            place = f"partition {msg.partition()} offset {msg.offset()}"
            unfinished = f" at {place}, which is not loaded"
            error = message_error(msg)
            if error:
                reject_message(msg, error)
                consumer.commit(msg)
                unfinished = ""
                print(f"{place}: message rejected, {error}")
                continue

            data = json.loads(msg.value())
            if data["schema"] != SCHEMA:
                sys.exit(f"{place}: the schema is {data['schema']}, this loader knows {SCHEMA}: start a newer loader")

            started = time.monotonic()
            order_count, line_count = load_batch(msg, data["orders"])
            # the offset goes after mysql's commit: the other way round a kill in between would lose the batch
            consumer.commit(msg)
            unfinished = ""
            count = len(data["orders"])
            rate = count / (time.monotonic() - started)
            print(f"{place}: batch of {count} orders, {order_count} written with {line_count} lines, "
                  f"{rate:.0f} orders/s")

    finally:
        consumer.close()
        print(f"loader stopped{unfinished}")


process()
