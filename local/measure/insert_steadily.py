"""
Puts new orders into MongoDB one by one, at a steady rate by the clock.
"""
import random
import time
from datetime import datetime, timezone

from extractor.make_orders import make_orders


def insert_steadily(collection, rate, seconds, inserted):
    """Appends (order_id, created_at, clock) to the list inserted, just before each insert_one."""
    documents = list(make_orders(rate * seconds, random.Random(2)))
    started = time.monotonic()
    for number, document in enumerate(documents):
        # by the clock of the start, so that a slow insert does not lower the rate
        time.sleep(max(0, started + number / rate - time.monotonic()))
        created_at = this_millisecond()
        document.update(created_at=created_at, updated_at=created_at)
        inserted.append((document["order_id"], created_at, time.monotonic()))
        collection.insert_one(document)


def this_millisecond():
    # the databases keep no microseconds
    now = datetime.now(timezone.utc)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
