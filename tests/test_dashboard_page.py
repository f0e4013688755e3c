"""
Dashboard, page - whether all is well, what was rejected and why, and what the shop sells

FLOW:
    1 put an order into MySQL and a rejected one into MongoDB, start the query api
    2 run the page: the sentence, the numbers and the tables are those of the two orders

LIBRARIES:
    streamlit: a page is a script that it runs from top to bottom; its AppTest runs a page without a browser
"""
import sys
import streamlit
from streamlit.testing.v1 import AppTest
from tests.support import environment, services
from tests.support.rows import put_rows
from tests.support.sample_order import ROWS

PORT = services.free_port()
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from connection.query_api_connection import query_api  # noqa: E402

NUMBERS = {
    "Orders waiting": "0", "Orders rejected": "1", "Orders loaded": "1", "MySQL is behind by": "0 s",
    "Revenue": "19.90", "Orders sold": "1", "Average order": "19.90", "Best month, 2026-01": "19.90",
}
TABLES = [
    {"order_id": "A2", "reason": "items is empty", "document_id": "A2", "rejected_at": None},
    {"month": "2026-01", "revenue": "19.9000", "order_count": 1},
    {"country": "Ireland", "revenue": "19.9000", "order_count": 1},
    {"product_id": "P1", "name": "Tea", "revenue": "19.8000", "quantity": 2},
    {"customer_id": "C1", "name": "Zoë O'Brien", "revenue": "19.9000", "order_count": 1},
    {"order_id": "A1", "customer_id": "C1", "status": "PAID", "created_at": "2026-01-05T10:00:00.123Z",
     "updated_at": "2026-01-06T00:00:00.000Z", "read_at": "2026-01-07T08:30:00.000Z",
     "loaded_at": "2026-01-07T08:30:01.500Z"},
    {"status": "PAID", "order_count": 1},
]
REJECTED = {"_id": "A2", "etl_order_id": "A2", "etl_status": "REJECTED", "etl_reason": "items is empty"}


def test_page():
    query_api.url = f"http://127.0.0.1:{PORT}"
    # the page keeps each answer for two seconds
    streamlit.cache_data.clear()
    environment.empty()
    print("1 put an order into MySQL and a rejected one into MongoDB, start the query api")
    put_rows(ROWS)
    environment.orders.insert_one(dict(REJECTED))
    api = services.start_api(PORT)
    page = AppTest.from_file(str(environment.ROOT / "dashboard" / "dashboard.py"), default_timeout=60).run()
    services.stop(api)
    numbers = {metric.label: metric.value for metric in page.metric}
    tables = [table.value.to_dict("records")[0] for table in page.dataframe]
    print("2 run the page:", page.warning[0].value, numbers, *tables, sep="\n  ")
    assert page.warning[0].value.startswith("1 order was rejected: its reason is below.")
    assert numbers == NUMBERS and tables == TABLES


if __name__ == "__main__":
    test_page()
