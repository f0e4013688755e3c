"""
Extractor - Sends new orders from MongoDB to Kafka, on a schedule

INPUT:
    - new orders in mongodb (etl_status missing or null), looked for every EXTRACT_INTERVAL_SECONDS

OUTPUT:
    - pages of orders as messages in the kafka topic
    - etl_status SENT or REJECTED, etl_reason and etl_at on each order in mongodb

FLOW:
    mongodb -> extractor -> kafka
"""
import os
import signal
import sys
import time
import schedule
from .extract import extract_new_orders

INTERVAL_SECONDS = int(os.environ.get("EXTRACT_INTERVAL_SECONDS", "10"))


def stop(signal_number, frame):
    print("extractor stopped")
    sys.exit(0)


signal.signal(signal.SIGINT, stop)
signal.signal(signal.SIGTERM, stop)

print(f"extractor running, every {INTERVAL_SECONDS} seconds...")
extract_new_orders()
schedule.every(INTERVAL_SECONDS).seconds.do(extract_new_orders)
while True:
    schedule.run_pending()
    time.sleep(0.02)
