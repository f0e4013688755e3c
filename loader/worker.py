"""
Loader - Puts pages of orders from Kafka into MySQL

INPUT:
    - messages of the kafka topic, each a page of orders that the extractor wrote

OUTPUT:
    - rows in mysql: customers, products, orders, order_items
    - rejected_messages: whatever else was in the topic, with its bytes and a reason

FLOW:
    kafka -> loader -> mysql
"""
import json
import os
import signal
import sys
import time
from .check_message import reason_to_reject
from .connection.kafka_connection_consumer import consumer
from .load_page import load_page
from .reject_message import reject_message

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")

consumer.subscribe(TOPIC)


def stop(signal_number, frame):
    print("loader stopped")
    sys.exit(0)


signal.signal(signal.SIGINT, stop)
signal.signal(signal.SIGTERM, stop)


def process():
    print("loader running...")
    try:
        while True:
            msg = consumer.poll(1.0)
            if msg is None:
                continue
            if msg.error():
                print(f"consumer error: {msg.error()}")
                continue

            place = f"partition {msg.partition()} offset {msg.offset()}"
            reason = reason_to_reject(msg)
            if reason:
                reject_message(msg, reason)
                consumer.commit(msg)
                print(f"{place}: message rejected, {reason}")
                continue

            data = json.loads(msg.value())

            started = time.monotonic()
            order_count, line_count = load_page(data["orders"])
            # the offset goes after mysql's commit: the other way round a kill in between would lose the page
            consumer.commit(msg)
            rate = len(data["orders"]) / (time.monotonic() - started)
            print(f"{place}: page of {len(data['orders'])} orders, {order_count} written with {line_count} lines ({rate:.0f} orders/s)")

    finally:
        consumer.close()


process()
