"""
Dashboard, orders a minute - how many orders were loaded in each minute of the last hour

FLOW:
    1 take three batches, two of one minute
    2 count: sixty minutes, those without a batch have 0
    3 take as many batches as the api gives at most: what was before the oldest of them is unknown, and left out

LIBRARIES:
    collections (comes with Python): a Counter adds up numbers by name
"""
import sys
from datetime import datetime, timezone
from tests.support import environment

# streamlit runs dashboard.py as a script: its neighbours are imported without a dot
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from orders_a_minute import MOST_BATCHES, orders_a_minute  # noqa: E402

NOW = datetime(2026, 1, 5, 10, 7, 30, tzinfo=timezone.utc)
BATCHES = [
    {"loaded_at": "2026-01-05T10:07:20.000Z", "order_count": 100},
    {"loaded_at": "2026-01-05T10:07:10.000Z", "order_count": 20},
    {"loaded_at": "2026-01-05T09:08:00.000Z", "order_count": 3},
    {"loaded_at": "2026-01-04T10:07:00.000Z", "order_count": 7000},
]


def test_orders_a_minute():
    print("1 batches:", *BATCHES, sep="\n    ")
    minutes = orders_a_minute(BATCHES, NOW)
    print("2 the first and the last minute:", minutes[0], minutes[-1])
    assert len(minutes) == 60
    assert [minute for minute in minutes if minute[1]] == [("09:08", 3), ("10:07", 120)]

    full = [{"loaded_at": "2026-01-05T10:04:00.000Z", "order_count": 1}] * MOST_BATCHES
    print(f"3 {MOST_BATCHES} batches:", orders_a_minute(full, NOW))
    assert orders_a_minute(full, NOW) == [("10:05", 0), ("10:06", 0), ("10:07", 0)]


if __name__ == "__main__":
    test_orders_a_minute()
