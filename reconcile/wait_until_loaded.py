import os
import sys
import time
from pymongo.read_concern import ReadConcern
from .connection.kafka_connection_consumer import consumer
from .connection.mongo_connection import MONGO_COLLECTION, mongo
from .connection.mysql_connection import connection
from .find_unclaimed import find_new_ids
from .read_documents import collection
from .read_rows import select

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")
# what an extractor and a loader may be late by
GRACE_SECONDS = 60
STANDSTILL_SECONDS = 300
PRINT_SECONDS = 10

extractor_runs = mongo.collection("extractor_runs")
# majority may be a moment behind: a claim that it does not show yet would not be waited for, and its order be missing
present = collection.with_options(read_concern=ReadConcern("local"))


def wait_until_loaded():
    """
    Waits until each order that is SENT by a claim from before now is in MySQL, however many come meanwhile.
    Returns the time by MongoDB's clock as "claimed_before", the _ids of up to 1,000 orders that are "new" now, and the
    "deadline" for an extractor to claim these. Ends the program with one sentence where a stage stands still.
    """
    # the order of these steps is all: noted after the claims, or with kafka's ends read before them, an order that is
    # still under way would be called missing
    claimed_before = mongo.now()
    # an order that is being claimed at this moment is seen a little later: asked at once, one count in four lacked one
    time.sleep(1)
    interval_seconds = find_extractor(claimed_before)
    find_loader()
    deadline = time.monotonic() + interval_seconds + GRACE_SECONDS
    new_ids = find_new_ids()
    # a claim without a date, or with something else there, counts as one from before
    claimed = {"etl_status": "SENDING", "etl_at": {"$not": {"$gte": claimed_before}}}
    wait_for("orders that an extractor has in hand", lambda: present.count_documents(claimed))
    wait_for_loaders()
    return {"claimed_before": claimed_before, "new": new_ids, "deadline": deadline}


def find_extractor(now):
    """Returns the interval of the extractor that was seen last, in seconds."""
    run = extractor_runs.find_one({"collection": MONGO_COLLECTION}, {"_id": 0}, sort=[("seen_at", -1)])
    if run is None or (now - run["seen_at"]).total_seconds() > run["interval_seconds"] + GRACE_SECONDS:
        stop("no extractor was seen lately: start one, or see its log")
    return run["interval_seconds"]


def find_loader():
    # find the loaders that were seen lately, select their names
    loaders = select(
        """
        SELECT loaders_seen.loader_name
        FROM loaders_seen
        WHERE loaders_seen.seen_at > UTC_TIMESTAMP(3) - INTERVAL %s SECOND
        """,
        [GRACE_SECONDS],
    )
    if not loaders:
        stop("no loader was seen lately: start one, or see its log")


def wait_for_loaders():
    """Waits until the loaders have finished all that is in Kafka now."""
    ends = consumer.ends(TOPIC)
    wait_for("messages in Kafka that no loader has finished", lambda: consumer.count_unfinished(TOPIC, ends))


def wait_for(what, count_waiting):
    """Asks until count_waiting() returns 0; ends the program where it has not become less for five minutes."""
    fewest, last_progress, next_line = None, None, 0
    while (count := count_waiting()) > 0:
        now = time.monotonic()
        if fewest is None or count < fewest:
            fewest, last_progress = count, now
        if now - last_progress > STANDSTILL_SECONDS:
            stop(f"{count:,} {what}: for {STANDSTILL_SECONDS} seconds they have not become fewer")
        if now > next_line:
            print(f"waiting for {count:,} {what}", flush=True)
            next_line = now + PRINT_SECONDS
        time.sleep(0.2)
    # mysql may have closed the session meanwhile
    connection.ping(reconnect=True)


def stop(sentence):
    print(f"exit code 1: {sentence}", flush=True)
    sys.exit(1)
