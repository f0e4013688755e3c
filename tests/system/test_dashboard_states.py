"""
Dashboard, states - in three seconds a person sees whether all is well: the sentence, its color and the numbers

LIBRARIES:
    streamlit: its AppTest runs a page without a browser
"""
import sys
import time
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
# for how many seconds the extractor and the loader have been silent, and other documents; then the color, how the
# sentence begins, and the numbers of the stages
STATES = (
    (5, 5, [{}], "green", "All is well: every order goes through", "1 0 0 1"),
    (5, 5, [REJECTED], "orange", "1 order was rejected: correct it in MongoDB", "0 1 0 1"),
    (200, 5, [{}, {}], "red", "New orders stay in MongoDB, for no extractor has been seen for 3 minutes", "2 0 0 1"),
    (5, 200, [{}, {}], "red", "Nothing comes into MySQL, for no loader has been seen for a minute", "2 0 0 1"),
)


def ago(seconds):
    return datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(seconds=seconds)


def make_state(extractor_silent, loader_silent, documents):
    environment.empty()
    put_rows(ROWS)
    environment.orders.insert_many([dict(document) for document in documents])
    environment.extractor_runs.insert_one(
        {"collection": "orders", "seen_at": ago(extractor_silent), "interval_seconds": 10})
    environment.mysql_rows("INSERT INTO loaders_seen VALUES ('one', %s)", (ago(loader_silent),))
    # the status is a second old at most
    time.sleep(1.1)
    environment.wait_until(lambda: services.get(PORT, "/api/pipeline/status")[1]["loaded_orders"] == 1)
    streamlit.cache_data.clear()


def run_page():
    """Returns the page, and the one sentence that it says, with its color."""
    query_api.url = f"http://127.0.0.1:{PORT}"
    page = AppTest.from_file(str(environment.ROOT / "dashboard" / "dashboard.py"), default_timeout=60).run()
    assert not page.exception
    boxes = {"red": page.error, "orange": page.warning, "green": page.success}
    # what else is away says so in the place where it would be
    said = [(color, box.value) for color, found in boxes.items() for box in found][0]
    print(*said)
    return page, *said


def test_states():
    api = services.start_api(PORT)
    for extractor_silent, loader_silent, documents, color, beginning, numbers in STATES:
        make_state(extractor_silent, loader_silent, documents)
        page, said_color, sentence = run_page()
        assert said_color == color and sentence.startswith(beginning)
        assert " ".join(metric.value for metric in page.metric[:4]) == numbers
        rows = page.dataframe[0].value.to_dict("records")
        # an order without an order_id is found by its document
        assert REJECTED not in documents or rows[0]["order_id"].startswith("_id ")
        assert REJECTED not in documents or rows[0]["reason"] == REJECTED["etl_reason"]
    page.segmented_control[0].set_value("30 days").run()
    assert page.info[0].value == "There were no sales in this time. Choose another one above."
    services.stop(api)
    api = services.start_api(PORT, MYSQL_PORT=str(services.free_port()))
    streamlit.cache_data.clear()
    page, color, sentence = run_page()
    assert color == "red" and sentence.startswith("MySQL does not answer (")
    assert [metric.value for metric in page.metric[:4]] == ["2", "0", "0", "?"]
    services.stop(api)
    streamlit.cache_data.clear()
    page, color, sentence = run_page()
    assert color == "red" and sentence.startswith("The query API is away. It is asked at")
    assert not page.metric and not page.dataframe
