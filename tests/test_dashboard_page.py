"""
Dashboard, page - whether all is well, what was rejected and why, and what the shop sells

FLOW:
    1 put an order into MySQL and a rejected one into MongoDB
    2 run the page: the sentence, the numbers and the tables are those of the two orders

LIBRARIES:
    streamlit: its AppTest runs a page without a browser
"""
import sys
from datetime import datetime, timezone
from streamlit.testing.v1 import AppTest
from tests.support import environment, services
from tests.support.rows import LOADED_AT_TEXT, put_rows
from tests.support.sample_order import ANSWER, ROWS

PORT = services.free_port()
sys.path.insert(0, str(environment.ROOT / "dashboard"))
from ask_api import ask_api  # noqa: E402
from connection.query_api_connection import query_api  # noqa: E402

NOW = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
ORDER = ("A1", "C1", "PAID", NOW, *ROWS["orders"][0][4:])
ORDER_ANSWER = {name: value for name, value in ANSWER.items() if name not in ("customer", "lines")}
NUMBERS = {
    "Orders waiting": "0", "Orders rejected": "1", "Batches waiting": "0", "Orders loaded": "1", "Revenue": "19.90",
    "Orders sold": "1", "Average order": "19.90", f"Best month, {NOW:%Y-%m}": "19.90",
}
TABLES = [
    {"order_id": "A2", "reason": "items is empty", "document_id": "A2", "rejected_at": None},
    {**ORDER_ANSWER, "created_at": f"{NOW:%Y-%m-%dT%H:%M:%S}.000Z", "total": "19.90", "loaded_at": LOADED_AT_TEXT},
    {"month": f"{NOW:%Y-%m}", "revenue": "19.90", "order_count": "1"},
    {"country": "Ireland", "revenue": "19.90", "order_count": "1"},
    {"product_id": "P1", "name": "Tea", "revenue": "19.80", "quantity": "2"},
    {"customer_id": "C1", "name": "Zoë O'Brien", "revenue": "19.90", "order_count": "1"},
]
REJECTED = {"_id": "A2", "etl_order_id": "A2", "etl_status": "REJECTED", "etl_reason": "items is empty"}


def test_page():
    query_api.url = f"http://127.0.0.1:{PORT}"
    ask_api.clear()
    environment.empty()
    put_rows(dict(ROWS, orders=[ORDER]))
    environment.orders.insert_one(dict(REJECTED))
    environment.extractor_runs.insert_one({"collection": "orders", "seen_at": NOW, "interval_seconds": 10})
    environment.mysql_rows("INSERT INTO loaders_seen VALUES ('one', UTC_TIMESTAMP(3))")
    api = services.start_api(PORT)
    environment.wait_until(lambda: services.get(PORT, "/api/pipeline/status")[1]["loaded_orders"] == 1)
    page = AppTest.from_file("../dashboard/dashboard.py", default_timeout=60).run()
    services.stop(api)
    tables = [table.value.to_dict("records")[0] for table in page.dataframe]
    print("1 the orders:", ORDER, REJECTED, "2 the page:", page.warning[0].value, *tables, sep="\n  ")
    assert page.warning[0].value.startswith("1 order was rejected: correct it in MongoDB")
    assert {metric.label: metric.value for metric in page.metric} == NUMBERS and tables == TABLES


if __name__ == "__main__":
    test_page()
