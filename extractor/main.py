"""
Extractor - Sends new orders from MongoDB to Kafka, on a schedule

INPUT:
    - new orders in mongodb (etl_status is not SENDING, SENT or REJECTED), looked for every EXTRACT_INTERVAL_SECONDS

OUTPUT:
    - batches of orders as messages in the kafka topic
    - etl_status SENT, or REJECTED with etl_reason, on each order in mongodb
    - a document in the collection extractor_runs, which says that it runs

FLOW:
    mongodb -> extractor -> kafka
"""
import os
import sys
import time
import schedule
from . import stop_signal
from .claim_orders import release_own_claims
from .connection.mongo_connection import MONGO_URI, mongo
from .extract import extract_new_orders
from .log import log
from .order_fields import contract_sentence
from .send_batch import BATCH_KEY

INTERVAL_SECONDS = int(os.environ.get("EXTRACT_INTERVAL_SECONDS", "10"))
# with 0 schedule would look for the time of the next run for ever, and hear no signal
if INTERVAL_SECONDS < 1:
    sys.exit("EXTRACT_INTERVAL_SECONDS must be 1 or more")

# where a server is away this ends with an error and is started again, once a minute: the last two calls say where
sys.tracebacklimit = 2
stop_signal.listen()
log(mongo.address())
log(contract_sentence())
# everybody can read these in the repository
if BATCH_KEY == "batchkeythatonlytheservicesknow":
    log("warning: BATCH_KEY is the one of the repository, see Passwords in RUN.md")
if ":mongoextractorpassword@" in MONGO_URI:
    log("warning: MONGO_PASSWORD is the one of the repository, see Passwords in RUN.md")
log(f"extractor running, every {INTERVAL_SECONDS} seconds...")
# noted before the first run, and read once a round: a step back between two readings would not be noticed
last_time = time.time()
release_own_claims()
extract_new_orders(is_scheduled=True)
schedule.every(INTERVAL_SECONDS).seconds.do(extract_new_orders, is_scheduled=True)
while not stop_signal.stopping:
    now = time.time()
    # schedule waits by the wall clock: set back by a day, it would send nothing for a day
    if now < last_time - 1:
        sys.exit(f"the clock was set back by {last_time - now:.0f} seconds, extractor ends to be restarted")
    last_time = now
    schedule.run_pending()
    time.sleep(0.1)
log("extractor stopped")
