"""
Asks MySQL again and again which of the newest orders it shows, and notes when it showed each for the first time.
"""
import time

SECONDS_TO_THE_NEXT_QUESTION = 0.01
# after the last insert
SECONDS_TO_ARRIVE = 60


def watch_rows(sql, inserter, inserted):
    """
    Goes on until the thread inserter has ended and MySQL shows all that is in the list inserted, or a minute longer.
    Returns {order_id: clock} and the seconds from each question to the next.
    """
    seen_at = {}
    gaps = []
    oldest = 0
    asked_at = last_insert = time.monotonic()
    while inserter.is_alive() or oldest < len(inserted):
        time.sleep(SECONDS_TO_THE_NEXT_QUESTION)
        if inserter.is_alive():
            last_insert = time.monotonic()
        elif time.monotonic() - last_insert > SECONDS_TO_ARRIVE:
            break
        if oldest == len(inserted):
            asked_at = time.monotonic()
            continue
        # find the orders made since the oldest one that is not seen yet, by the index orders_by_date, select their ids
        rows = sql("SELECT orders.order_id FROM orders WHERE orders.created_at >= %s", (inserted[oldest][1],))
        now = time.monotonic()
        gaps.append(now - asked_at)
        asked_at = now
        for row in rows:
            seen_at.setdefault(row[0], now)
        while oldest < len(inserted) and inserted[oldest][0] in seen_at:
            oldest += 1
    return seen_at, gaps
