"""
Dashboard, states - in three seconds a person sees whether all is well: the sentence, its color and the numbers

FLOW:
    1 all is well
    2 an order was rejected, fixed, and is loaded
    3 the extractor is dead: orders wait in MongoDB
    4 the loader is dead: orders wait in Kafka, and none in MongoDB
    5 an order that comes after a quiet night is not an alarm
    6 messages of an unknown producer: said for a day, then only listed
    7 nothing was loaded in the last hour; nothing was loaded at all
    8 the api is away
    9 MySQL is away, then MongoDB

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


@pytest.fixture(scope="module")
def api():
    process = services.start_api(PORT, REPORT_CACHE_SECONDS="1")
    yield process
    services.stop(process)


def ago(**length):
    return datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(**length)


def new_shop(loaded_at):
    """One order in MySQL, loaded at this time one second after it was claimed, and SENT in MongoDB."""
    environment.empty()
    put_rows(ROWS)
    sent_at = loaded_at - timedelta(seconds=1)
    environment.orders.insert_one({"order_id": "A1", "etl_status": "SENT", "etl_at": sent_at})
    environment.mysql_rows(
        "INSERT INTO loaded_batches (topic, partition_number, offset_number, sent_at, order_count, line_count,"
        " loaded_at) VALUES ('shop.orders', 0, 7, %s, 1, 2, %s)", (sent_at, loaded_at))


def forget():
    """The page as a dashboard that was started just now shows it."""
    streamlit.cache_resource.clear()


def run_page():
    query_api.url = f"http://127.0.0.1:{PORT}"
    # the page keeps each answer for two seconds
    streamlit.cache_data.clear()
    page = AppTest.from_file(str(environment.ROOT / "dashboard" / "dashboard.py"), default_timeout=60).run()
    assert not page.exception
    return page


def look(color, sentence, numbers):
    """Runs the page, and fails unless it says this sentence, alone and in this color, above these numbers."""
    page = run_page()
    said = {"green": page.success, "orange": page.warning, "red": page.error}
    sentences = {name: [alert.value for alert in alerts] for name, alerts in said.items() if len(alerts)}
    shown = [metric.value for metric in page.metric[:4]]
    print("  ", sentences, shown)
    assert list(sentences) == [color] and len(sentences[color]) == 1
    assert sentences[color][0].startswith(sentence)
    assert [metric.label for metric in page.metric[:4]] == LABELS
    assert shown == numbers
    return page


def test_all_is_well(api):
    print("1 all is well")
    forget()
    new_shop(ago(minutes=10))
    look("green", "All is well: every order is loaded, and none was rejected.", ["0", "0", "1", "0 s"])


def test_rejected(api):
    print("2 an order was rejected, fixed, and is loaded")
    new_shop(ago(minutes=10))
    bad = {"etl_status": "REJECTED", "etl_order_id": "A2", "etl_reason": "items is empty", "etl_at": ago(minutes=5)}
    bad_id = environment.orders.insert_one(bad).inserted_id
    page = look("orange", "1 order was rejected: its reason is below.", ["0", "1", "1", "0 s"])
    assert page.dataframe[0].value["reason"].tolist() == ["items is empty"]
    environment.orders.insert_one({"etl_status": "REJECTED", "etl_reason": "items is empty"})
    page = look("orange", "2 orders were rejected: their reasons are below. Fix them", ["0", "2", "1", "0 s"])
    # one without an order_id is found by its document
    assert page.dataframe[0].value["order_id"].tolist()[0] == "A2"
    assert page.dataframe[0].value["order_id"].tolist()[1].startswith("_id ")
    environment.orders.delete_one({"_id": {"$ne": bad_id}, "etl_status": "REJECTED"})
    environment.orders.update_one({"_id": bad_id}, {"$set": {"etl_status": "SENT", "etl_at": ago(minutes=11)}})
    look("green", "All is well: every order", ["0", "0", "1", "0 s"])


def test_extractor_is_dead(api):
    print("3 the extractor is dead")
    forget()
    new_shop(ago(minutes=3, seconds=30))
    environment.orders.insert_many([{"order_id": f"B{number}"} for number in range(500)])
    look("red", "500 orders wait in MongoDB and nothing was loaded for 3 minutes: are the extractor and Kafka running?",
         ["500", "0", "1", "up to 3 minutes"])


def test_loader_is_dead(api):
    print("4 the loader is dead")
    forget()
    new_shop(ago(minutes=3, seconds=30))
    environment.orders.insert_one({"order_id": "B1", "etl_status": "SENT", "etl_at": ago(minutes=2)})
    environment.orders.insert_one({"etl_status": "REJECTED", "etl_reason": "items is empty"})
    page = look("red", "Orders wait in Kafka and nothing was loaded for 3 minutes: is the loader running?",
                ["0", "1", "1", "up to 3 minutes"])
    # the rejected order is not forgotten for it
    assert page.dataframe[0].value["reason"].tolist() == ["items is empty"]


def test_quiet_night(api):
    print("5 an order comes after a quiet night")
    forget()
    new_shop(ago(hours=9))
    look("green", "All is well: every order", ["0", "0", "1", "0 s"])
    environment.orders.insert_one({"order_id": "B1"})
    page = run_page()
    assert page.success[0].value == "All is well: the orders that wait are being loaded."
    assert not page.error


def test_rejected_messages(api):
    print("6 messages of an unknown producer")
    for age, color in ((timedelta(hours=23), "orange"), (timedelta(hours=25), "green")):
        new_shop(ago(minutes=10))
        environment.mysql_rows(
            "INSERT INTO rejected_messages (topic, partition_number, offset_number, message_time, reason, rejected_at)"
            " VALUES ('shop.orders', 2, 7, '2026-01-05', 'no key', %s)", (ago() - age,))
        sentence = "The loader rejected messages" if color == "orange" else "All is well"
        page = look(color, sentence, ["0", "0", "1", "0 s"])
        assert page.dataframe[0].value["reason"].tolist() == ["no key"]


def test_nothing_loaded(api):
    print("7 nothing was loaded in the last hour; nothing was loaded at all")
    new_shop(ago(hours=9))
    loaded_at = services.get(PORT, "/api/pipeline/status")[1]["newest_loaded_at"][:19].replace("T", " at ")
    captions = [caption.value for caption in run_page().caption]
    print("  ", captions)
    assert f"None. The newest batch was loaded on {loaded_at}." in captions
    environment.empty()
    page = run_page()
    print("  ", page.info[0].value)
    assert page.info[0].value.startswith("There are no orders in MySQL yet.")


def test_api_is_away(api):
    print("8 the api is away")
    new_shop(ago(minutes=10))
    services.stop(api)
    say_only(run_page(), "The query API is away. It is asked at")


def say_only(page, sentence):
    print("  ", page.error[0].value)
    assert page.error[0].value.startswith(sentence)
    assert len(page.error) == 1
    assert not page.metric and not page.success and not page.warning and not page.dataframe


def test_a_database_is_away():
    print("9 MySQL is away, then MongoDB: what is in MySQL is shown still")
    new_shop(ago(minutes=10))
    api = services.start_api(PORT, MYSQL_PORT=str(services.free_port()))
    say_only(run_page(), "MySQL does not answer the query API.")
    services.stop(api)
    api = services.start_api(PORT, MONGO_URI=f"mongodb://127.0.0.1:{services.free_port()}")
    page = run_page()
    print("  ", [warning.value for warning in page.warning])
    assert [warning.value[:25] for warning in page.warning] == ["MongoDB gave no answer; /"]
    assert [metric.label for metric in page.metric][:2] == ["Revenue", "Orders sold"]
    assert len(page.dataframe) == 6
    services.stop(api)
