"""
Dashboard, sales - revenue as numbers and by month and country, top products and customers, newest orders

FLOW:
    1 put one order into MySQL, start the query api
    2 run the page: each number and each table is that of the order

LIBRARIES:
    streamlit: a page is a script that it runs from top to bottom; its AppTest runs a page without a browser
    altair: draws the bars
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

NUMBERS = {"Revenue": "19.90", "Orders sold": "1", "Average order": "19.90", "Best month, 2026-01": "19.90"}
TABLES = [
    {"month": "2026-01", "revenue": "19.9000", "order_count": 1},
    {"country": "Ireland", "revenue": "19.9000", "order_count": 1},
    {"product_id": "P1", "name": "Tea", "revenue": "19.8000", "quantity": 2},
    {"customer_id": "C1", "name": "Zoë O'Brien", "revenue": "19.9000", "order_count": 1},
    {"order_id": "A1", "customer_id": "C1", "status": "PAID", "created_at": "2026-01-05 10:00:00",
     "updated_at": "2026-01-06 00:00:00", "read_at": "2026-01-07 08:30:00", "loaded_at": "2026-01-07 08:30:01"},
    {"status": "PAID", "order_count": 1},
]


def test_sales():
    query_api.url = f"http://127.0.0.1:{PORT}"
    streamlit.cache_data.clear()
    environment.empty()
    print("1 put one order into MySQL, start the query api")
    put_rows(ROWS)
    api = services.start_api(PORT)

    print("2 run the page")
    page = AppTest.from_file(str(environment.ROOT / "dashboard" / "dashboard.py"), default_timeout=60).run()
    assert {metric.label: metric.value for metric in page.metric[4:]} == NUMBERS
    tables = [table.value.to_dict("records")[0] for table in page.dataframe]
    print("  ", NUMBERS, *tables, sep="\n   ")
    assert tables == TABLES
    services.stop(api)


if __name__ == "__main__":
    test_sales()
