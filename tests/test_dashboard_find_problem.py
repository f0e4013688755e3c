"""
Dashboard, find problem - one plain sentence says what is the matter and what to do

FLOW:
    1 take a status in which all is well
    2 change one thing at a time: the color and the sentence follow
    3 where two things are wrong, the one that stops the pipeline is said

LIBRARIES:
    streamlit: shows the sentence; here nothing is shown
"""
import sys
import pytest
from tests.support import environment

# the image of the tests is small, the dashboard's packages are not in it
pytest.importorskip("streamlit")
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from find_problem import find_problem  # noqa: E402

STATUS = {
    "waiting_orders": 0, "rejected_orders": 0, "loaded_orders": 288,
    "newest_sent_at": "2026-01-05T10:00:00.000Z", "newest_loaded_at": "2026-01-05T10:00:01.000Z",
    "seconds_from_kafka_to_mysql": 0.9,
}
IN_KAFKA = dict(STATUS, newest_sent_at="2026-01-05T10:05:00.000Z")
CASES = [
    (STATUS, 0, 0, "green", "All is well: every order is loaded, and none was rejected."),
    (dict(STATUS, waiting_orders=3), 5, 0, "green", "All is well: the orders that wait are being loaded."),
    (dict(STATUS, rejected_orders=12), 0, 0, "orange", "12 orders were rejected: their reasons are below. "
     "Fix them in MongoDB and set etl_status to null."),
    (STATUS, 0, 1, "orange", "The loader rejected messages that the extractor has not signed"),
    (dict(STATUS, waiting_orders=500), 185, 0, "red", "500 orders wait in MongoDB and nothing was loaded for "
     "3 minutes: are the extractor and Kafka running?"),
    (IN_KAFKA, 185, 0, "red", "Orders wait in Kafka and nothing was loaded for 3 minutes: is the loader running?"),
    (dict(IN_KAFKA, rejected_orders=12), 185, 1, "red", "Orders wait in Kafka"),
]


def test_find_problem():
    for status, waited, new_messages, color, beginning in CASES:
        found = find_problem(status, waited, new_messages)
        print(*found, sep=": ")
        assert found[0] == color
        assert found[1].startswith(beginning)


if __name__ == "__main__":
    test_find_problem()
