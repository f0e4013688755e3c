from collections import Counter
from datetime import timedelta

MINUTES = 60
# the longest list that the api gives
MOST_BATCHES = 500


def orders_a_minute(batches, now):
    """
    Takes the newest batches, the newest first, and the time; returns [(minute, orders loaded in it)] of the last hour,
    such as ("10:07", 120), empty minutes with 0. Minutes before the oldest batch of a full list are left out.
    """
    counts = Counter()
    for batch in batches:
        counts[batch["loaded_at"][:16]] += batch["order_count"]
    minutes = [(now - timedelta(minutes=ago)).strftime("%Y-%m-%dT%H:%M") for ago in reversed(range(MINUTES))]
    if len(batches) == MOST_BATCHES:
        # the list may end in the middle of this minute
        oldest = batches[-1]["loaded_at"][:16]
        minutes = [minute for minute in minutes if minute > oldest] or minutes[-1:]
    return [(minute[11:], counts[minute]) for minute in minutes]
