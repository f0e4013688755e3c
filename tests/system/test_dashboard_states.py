"""
Dashboard, states - in three seconds a person sees whether all is well: the sentence, its color and the numbers

LIBRARIES:
    streamlit: its AppTest runs a page without a browser
"""
import sys
from datetime import datetime, timedelta, timezone
import streamlit
from streamlit.testing.v1 import AppTest
from tests.support import environment, services
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS

PORT = services.free_port()
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from connection.query_api_connection import query_api  # noqa: E402

REJECTED = {"etl_status": "REJECTED", "etl_reason": "order_id must be text but is missing"}
# how many minutes ago the newest batch was loaded, other documents, how many hours ago a message was rejected;
# then the color, the beginning of the sentence, and the four numbers
STATES = (
    (10, [REJECTED], None, "orange", "1 order was rejected: its reason is below. Fix it", "0 1 1 0 s"),
    # the extractor is dead, the loader is dead
    (3.5, [{}, {}], None, "red", "Orders wait in MongoDB and nothing was loaded for 3 minutes: are",
     "2 0 1 up to 3 minutes"),
    (3.5, [REJECTED, {"etl_status": "SENT"}], None, "red",
     "Orders wait in Kafka and nothing was loaded for 3 minutes: is", "0 1 1 up to 3 minutes"),
    (10, [], 23, "orange", "The loader rejected messages", "0 0 1 0 s"),
    (10, [], 25, "green", "All is well: every order is loaded, and none was rejected.", "0 0 1 0 s"),
)


def ago(minutes):
    return datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(minutes=minutes)


def make_state(minutes, documents, message_age):
    # a dashboard that was started just now, and has kept no answer
    streamlit.cache_resource.clear()
    streamlit.cache_data.clear()
    environment.empty()
    put_rows(ROWS)
    for document in [{"etl_status": "SENT", "etl_at": ago(minutes + 0.1)}, *documents]:
        environment.orders.insert_one({"etl_at": ago(2), **document})
    environment.mysql_rows("INSERT INTO loaded_batches VALUES ('shop.orders', 0, 7, %s, 1, 2, %s)",
                           (ago(minutes + 0.1), ago(minutes)))
    if message_age:
        environment.mysql_rows(
            "INSERT INTO rejected_messages (topic, partition_number, offset_number, message_time, reason, rejected_at)"
            " VALUES ('shop.orders', 2, 7, '2026-01-05', 'no key', %s)", (ago(message_age * 60),))


def run_page():
    """Returns the page, and the one sentence that it says, with its color."""
    query_api.url = f"http://127.0.0.1:{PORT}"
    page = AppTest.from_file(str(environment.ROOT / "dashboard" / "dashboard.py"), default_timeout=60).run()
    assert not page.exception
    boxes = {"green": page.success, "orange": page.warning, "red": page.error}
    [said] = [(color, box.value) for color, found in boxes.items() for box in found]
    print(*said)
    return page, *said


def test_states():
    api = services.start_api(PORT)
    for minutes, documents, message_age, color, beginning, numbers in STATES:
        make_state(minutes, documents, message_age)
        page, said_color, sentence = run_page()
        assert said_color == color and sentence.startswith(beginning)
        assert " ".join(metric.value for metric in page.metric[:4]) == numbers
        rows = page.dataframe[0].value.to_dict("records")
        reasons = ["no key"] if message_age else [REJECTED["etl_reason"]] * documents.count(REJECTED)
        assert [row["reason"] for row in rows if "reason" in row] == reasons
        # an order without an order_id is found by its document
        assert REJECTED not in documents or rows[0]["order_id"].startswith("_id ")
    services.stop(api)
    services.start_api(PORT, MYSQL_PORT=str(services.free_port()))
    streamlit.cache_data.clear()
    page, color, sentence = run_page()
    assert color == "red" and sentence.startswith("MySQL does not answer the query API. It is asked at")
    assert not page.metric and not page.dataframe
    services.stop_all()
