"""
Dashboard, show batches - how many orders were loaded in each minute of the last hour

FLOW:
    1 take four batches, two of one minute and one of yesterday
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
from show_batches import MAX_BATCHES, orders_a_minute  # noqa: E402

NOW = datetime(2026, 1, 5, 10, 7, 30, tzinfo=timezone.utc)
BATCHES = [
    {"loaded_at": "2026-01-05T10:07:20.000Z", "order_count": 100},
    {"loaded_at": "2026-01-05T10:07:10.000Z", "order_count": 20},
    {"loaded_at": "2026-01-05T09:08:00.000Z", "order_count": 3},
    {"loaded_at": "2026-01-04T10:07:00.000Z", "order_count": 7000},
]


def test_show_batches():
    print("1 batches:", *BATCHES, sep="\n    ")
    minutes = orders_a_minute(BATCHES, NOW)
    print("2 the first and the last minute:", minutes[0], minutes[-1])
    assert len(minutes) == 60
    loaded = [minute for minute in minutes if minute["orders"]]
    assert loaded == [{"minute": "09:08", "orders": 3}, {"minute": "10:07", "orders": 120}]

    full = [{"loaded_at": "2026-01-05T10:05:00.000Z", "order_count": 1}] * MAX_BATCHES
    print(f"3 {MAX_BATCHES} batches:", orders_a_minute(full, NOW))
    assert orders_a_minute(full, NOW) == [{"minute": "10:06", "orders": 0}, {"minute": "10:07", "orders": 0}]


if __name__ == "__main__":
    test_show_batches()
