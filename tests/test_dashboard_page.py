"""
Dashboard, page - whether all is well, four numbers, and the rejected orders with their reasons

FLOW:
    1 put an order into MySQL and a rejected one into MongoDB, start the query api
    2 run the page: the sentence, the numbers and the table are those of the two orders
    3 stop the api and run the page again: one plain sentence

LIBRARIES:
    streamlit: a page is a script that it runs from top to bottom; its AppTest runs a page without a browser
"""
import sys
import pytest
from tests.support import environment, services
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS

# the image of the tests is small, the dashboard's packages are not in it
streamlit = pytest.importorskip("streamlit")
from streamlit.testing.v1 import AppTest  # noqa: E402

PORT = services.free_port()
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from connection.query_api_connection import query_api  # noqa: E402


def test_page():
    query_api.url = f"http://127.0.0.1:{PORT}"
    # the page keeps each answer for two seconds
    streamlit.cache_data.clear()
    environment.empty()
    print("1 put an order into MySQL and a rejected one into MongoDB, start the query api")
    put_rows(ROWS)
    environment.orders.insert_one({"etl_order_id": "A2", "etl_status": "REJECTED", "etl_reason": "items is empty"})
    api = services.start_api(PORT)

    print("2 run the page")
    page = AppTest.from_file(str(environment.ROOT / "dashboard" / "dashboard.py"), default_timeout=60).run()
    print("  ", page.warning[0].value, {metric.label: metric.value for metric in page.metric[:4]})
    assert page.warning[0].value.startswith("1 order was rejected: its reason is below.")
    assert [metric.value for metric in page.metric[:4]] == ["0", "1", "1", "0 s"]
    rejected = page.dataframe[0].value.to_dict("records")
    print("  ", rejected)
    assert (rejected[0]["order_id"], rejected[0]["reason"]) == ("A2", "items is empty")

    print("3 stop the api and run the page again")
    services.stop(api)
    streamlit.cache_data.clear()
    page = AppTest.from_file(str(environment.ROOT / "dashboard" / "dashboard.py"), default_timeout=60).run()
    print("  ", page.error[0].value)
    assert page.error[0].value.startswith("The query API is away.")


if __name__ == "__main__":
    test_page()
