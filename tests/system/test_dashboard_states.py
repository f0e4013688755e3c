"""
Dashboard, states - in three seconds a person sees whether all is well: the sentence, its color and the numbers

LIBRARIES:
    streamlit: its AppTest runs a page without a browser
"""
import sys
from datetime import datetime, timedelta, timezone
import pytest
import streamlit
from streamlit.testing.v1 import AppTest
from tests.support import environment, services
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS

PORT = services.free_port()
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from connection.query_api_connection import query_api  # noqa: E402

LABELS = ["Orders waiting", "Orders rejected", "Orders loaded", "MySQL is behind by"]
REJECTED = {"etl_status": "REJECTED", "etl_order_id": "A2", "etl_reason": "items is empty"}
WITHOUT_ID = {"etl_status": "REJECTED", "etl_reason": "order_id must be text but is missing"}
SENT_LATER = {"etl_status": "SENT"}
# how many minutes ago the newest batch was loaded, other documents, how many hours ago a message was rejected;
# then the color, the beginning of the sentence, and the four numbers
STATES = {
    "well": (10, [], None, "green", "All is well: every order is loaded, and none was rejected.", "0 0 1 0 s"),
    "one": (10, [REJECTED], None, "orange", "1 order was rejected: its reason is below. Fix it", "0 1 1 0 s"),
    "two": (10, [REJECTED, WITHOUT_ID], None, "orange", "2 orders were rejected: their reasons", "0 2 1 0 s"),
    "extractor dead": (3.5, [{}, {}], None, "red", "Orders wait in MongoDB and nothing was loaded for 3 minutes: are",
                       "2 0 1 up to 3 minutes"),
    "loader dead": (3.5, [REJECTED, SENT_LATER], None, "red",
                    "Orders wait in Kafka and nothing was loaded for 3 minutes: is", "0 1 1 up to 3 minutes"),
    "message": (10, [], 23, "orange", "The loader rejected messages", "0 0 1 0 s"),
    "old message": (10, [], 25, "green", "All is well", "0 0 1 0 s"),
}


@pytest.fixture(scope="module")
def api():
    process = services.start_api(PORT)
    yield process
    services.stop(process)


def ago(minutes):
    return datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(minutes=minutes)


def new_shop(minutes):
    """One order in MySQL, loaded so many minutes ago, and a dashboard that was started just now."""
    streamlit.cache_resource.clear()
    environment.empty()
    put_rows(ROWS)
    environment.orders.insert_one({"order_id": "A1", "etl_status": "SENT", "etl_at": ago(minutes + 0.1)})
    environment.mysql_rows(
        "INSERT INTO loaded_batches (topic, partition_number, offset_number, sent_at, order_count, line_count,"
        " loaded_at) VALUES ('shop.orders', 0, 7, %s, 1, 2, %s)", (ago(minutes + 0.1), ago(minutes)))


def run_page():
    query_api.url = f"http://127.0.0.1:{PORT}"
    # the page keeps each answer for two seconds
    streamlit.cache_data.clear()
    page = AppTest.from_file(str(environment.ROOT / "dashboard" / "dashboard.py"), default_timeout=60).run()
    assert not page.exception
    return page


@pytest.mark.parametrize("state", STATES)
def test_state(api, state):
    minutes, documents, message_age, color, sentence, numbers = STATES[state]
    new_shop(minutes)
    for document in documents:
        environment.orders.insert_one(document | {"etl_at": ago(2)})
    reasons = [document["etl_reason"] for document in documents if "etl_reason" in document]
    if message_age:
        reasons = ["no key"]
        environment.mysql_rows(
            "INSERT INTO rejected_messages (topic, partition_number, offset_number, message_time, reason, rejected_at)"
            " VALUES ('shop.orders', 2, 7, '2026-01-05', 'no key', %s)", (ago(message_age * 60),))
    page = run_page()
    said = {"green": page.success, "orange": page.warning, "red": page.error}
    said = [(name, alert.value) for name, alerts in said.items() for alert in alerts]
    shown = " ".join(metric.value for metric in page.metric[:4])
    print(said, shown)
    # one sentence and no other
    assert [name for name, value in said] == [color] and said[0][1].startswith(sentence)
    assert [metric.label for metric in page.metric[:4]] == LABELS and shown == numbers
    if reasons:
        assert sorted(page.dataframe[0].value["reason"]) == reasons
    if state == "two":
        # one without an order_id is found by its document
        order_ids = sorted(page.dataframe[0].value["order_id"])
        assert order_ids[0] == "A2" and order_ids[1].startswith("_id ")


def test_an_order_comes_after_a_quiet_night(api):
    new_shop(9 * 60)
    page = run_page()
    assert page.success[0].value.startswith("All is well: every order")
    loaded_at = services.get(PORT, "/api/pipeline/status")[1]["newest_loaded_at"][:19].replace("T", " at ")
    assert f"None. The newest batch was loaded on {loaded_at}." in [caption.value for caption in page.caption]
    environment.orders.insert_one({"order_id": "B1"})
    page = run_page()
    assert page.success[0].value == "All is well: the orders that wait are being loaded."
    assert not page.error


def test_mysql_is_away(api):
    services.stop(api)
    other = services.start_api(PORT, MYSQL_PORT=str(services.free_port()))
    page = run_page()
    services.stop(other)
    print(page.error[0].value)
    assert page.error[0].value.startswith("MySQL does not answer the query API. It is asked at")
    assert not page.metric and not page.success and not page.warning and not page.dataframe
