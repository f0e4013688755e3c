"""
Dashboard, waiting time - how long orders have been waiting while no batch was loaded

FLOW:
    1 the newest batch was loaded at ten, and at noon no order waits
    2 ten seconds later an order waits: it has waited for ten seconds, and not since ten o'clock
    3 five minutes later it waits still
    4 a batch is loaded, and another order is in Kafka: what counts is the time since that batch

LIBRARIES:
    streamlit: its cache_resource keeps one value for all visitors, here the last time when no order waited
"""
import sys
from datetime import datetime, timedelta, timezone
import pytest
from tests.support import environment

# the image of the tests is small, the dashboard's packages are not in it
pytest.importorskip("streamlit")
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from waiting_time import last_times, seconds_without_a_batch  # noqa: E402

NOON = datetime(2026, 1, 5, 12, tzinfo=timezone.utc)
STATUS = {
    "waiting_orders": 0, "newest_sent_at": "2026-01-05T09:59:59.000Z", "newest_loaded_at": "2026-01-05T10:00:00.000Z",
}


def test_waiting_time():
    last_times.clear()
    waiting = dict(STATUS, waiting_orders=1)
    loaded = dict(STATUS, newest_loaded_at="2026-01-05T12:06:00.000Z", newest_sent_at="2026-01-05T12:06:01.000Z")
    cases = [(STATUS, 0, 0), (waiting, 10, 10), (waiting, 310, 310), (loaded, 375, 15)]
    for number, (status, after_noon, expected) in enumerate(cases, start=1):
        seconds = seconds_without_a_batch(status, NOON + timedelta(seconds=after_noon))
        print(number, status, f"{after_noon} s after noon: has waited {seconds} s")
        assert seconds == expected
    last_times.clear()


if __name__ == "__main__":
    test_waiting_time()
