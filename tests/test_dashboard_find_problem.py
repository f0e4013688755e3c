"""
Dashboard, find problem - one plain sentence says what is the matter and what to do

FLOW:
    1 the newest batch was loaded at ten; an order that comes after noon has not been waiting since ten
    2 take a status in which all is well, and change one thing at a time: the color and the sentence follow
    3 where two things are wrong, the one that stops the pipeline is said

LIBRARIES:
    streamlit: its cache_resource keeps one value for all visitors, here the last time when no order waited
"""
import sys
from datetime import datetime, timedelta, timezone
from tests.support import environment

# streamlit runs dashboard.py as a script: its neighbours are imported without a dot
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from find_problem import find_problem, last_times, seconds_waited  # noqa: E402

NOON = datetime(2026, 1, 5, 12, tzinfo=timezone.utc)
WELL = {"waiting_orders": 0, "rejected_orders": 0, "newest_sent_at": "2026-01-05T09:59:59.000Z",
        "newest_loaded_at": "2026-01-05T10:00:00.000Z"}
WAITING = dict(WELL, waiting_orders=500)
LOADED = dict(WAITING, newest_loaded_at="2026-01-05T12:06:00.000Z")
IN_KAFKA = dict(WELL, newest_sent_at="2026-01-05T10:05:00.000Z")
# status, seconds waited, new messages, color, how the sentence begins
CASES = [
    (WELL, 0, 0, "green", "All is well: every order is loaded, and none was rejected."),
    (WAITING, 5, 0, "green", "All is well: the orders that wait are being loaded."),
    (dict(WELL, rejected_orders=12), 0, 0, "orange", "12 orders were rejected: their reasons are below. Fix them"),
    (WELL, 0, 1, "orange", "The loader rejected messages that the extractor has not signed"),
    (WAITING, 185, 0, "red", "Orders wait in MongoDB and nothing was loaded for 3 minutes: are the extractor"),
    (IN_KAFKA, 7300, 0, "red", "Orders wait in Kafka and nothing was loaded for 2 hours: is the loader running?"),
    (dict(IN_KAFKA, rejected_orders=100_000), 90, 1, "red", "Orders wait in Kafka and nothing was loaded for 90 s"),
    (dict(WELL, rejected_orders=100_000), 0, 0, "orange", "100,000 or more orders were rejected"),
]


def test_find_problem():
    last_times.clear()
    for status, seconds, expected in ((WELL, 0, 0), (WAITING, 10, 10), (WAITING, 310, 310), (LOADED, 375, 15)):
        waited = seconds_waited(status, NOON + timedelta(seconds=seconds))
        print(f"1 {seconds} s after noon: has waited {waited} s")
        assert waited == expected
    last_times.clear()
    for status, waited, new_messages, color, beginning in CASES:
        found = find_problem(status, waited, new_messages)
        print(*found, sep=": ")
        assert found[0] == color and found[1].startswith(beginning)


if __name__ == "__main__":
    test_find_problem()
