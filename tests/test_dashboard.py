"""
Dashboard - a page in a real browser shows the numbers of the oracle, and says so when there are none

The code under test: dashboard.dashboard, dashboard.ask_api, dashboard.latest_answer, dashboard.show_table,
dashboard.show_pipeline, dashboard.show_revenue, dashboard.show_top, dashboard.show_orders, dashboard.connection.query_api_connection

The page is opened once and never loaded again: whatever changes, changes by itself.

FLOW:
    1 start the dashboard without the query api and open its page: a plain sentence
    2 start the api on an empty MySQL: another sentence
    3 take the sample orders from MongoDB to MySQL, some of them with html, markdown and formulas as names:
      every number on the page is equal to the oracle's, and every name stands there to the letter
    4 stop the api, freeze it, start it again: the sentence comes, and goes
    5 a report takes long: the page says so, shows what it knows, and goes on
    6 a rejected message is counted and shown
    7 nobody but this machine was asked

LIBRARIES:
    playwright: starts a browser and does in it what a person would do; see tests/read_page.py
    socket, select (come with Python): listen for a connection, look whether one has come
    signal (comes with Python): what may be sent to a process; SIGSTOP freezes it, SIGCONT lets it go on
    decimal (comes with Python): exact decimal numbers, as DECIMAL has them in MySQL; 0.1 + 0.2 is 0.3
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
"""
import select
import signal
import socket
from datetime import datetime
from decimal import Decimal
from bson import Decimal128
from tests import oracle, own_shop, read_page, run_service

ODD_TEXTS = [
    "<script>window.broken = true</script>", "<img src=x onerror='window.broken = true'>", "<b>bold</b>", "**bold** _thin_ `code`",
    "[link](http://example.com)", "$\\frac{1}{2}$ and $5", ":smile: :red[red] :material/delete:", "# head", "| a | b |",
    "😀 \"quoted\" 'text'",
]
API_PORT = own_shop.free_port()
DASHBOARD_PORT = own_shop.free_port()
WAY_OUT = socket.create_server(("127.0.0.1", 0))
NO_ORDERS = "There are no orders in MySQL yet."
AWAY = "The query API is away."
apis = []
pages = []


def odd_documents():
    """One order for each odd text, which is the name, status and country of it too; dear enough for the top ten."""
    documents = []
    for number, text in enumerate(ODD_TEXTS):
        document = oracle.strange_document(f"{number} {text}", datetime(2026, 1, 5, 10, number), Decimal128(f"{1000000 + number}.5"))
        document["status"] = text[:32]
        document["customer"].update(name=text, country=text)
        document["items"][0]["name"] = text
        documents.append(document)
    return documents


DOCUMENTS = oracle.sample_documents() + odd_documents()
ORDERS = oracle.read_orders(DOCUMENTS)


def setup_module():
    """Runs once before the tests of this file; pytest looks for this name."""
    print("1 start the dashboard without the query api")
    own_shop.empty_shop()
    # whoever wants to go out into the internet goes this way, and is seen
    way_out = f"http://127.0.0.1:{WAY_OUT.getsockname()[1]}"
    run_service.start(f"streamlit run dashboard/dashboard.py --server.port {DASHBOARD_PORT} --server.address 127.0.0.1",
                   QUERY_API_URL=f"http://127.0.0.1:{API_PORT}", HTTP_PROXY=way_out, HTTPS_PROXY=way_out,
                   http_proxy=way_out, https_proxy=way_out)
    own_shop.wait_until(lambda: own_shop.port_answers(DASHBOARD_PORT), 60)
    pages.append(read_page.open_page(f"http://127.0.0.1:{DASHBOARD_PORT}"))


def teardown_module():
    """Runs once after them."""
    read_page.close_browser()
    own_shop.stop_all()


def api_on():
    if apis:
        # the test before this one has failed
        api_off()
    apis.append(own_shop.start_api(API_PORT))


def api_off():
    run_service.stop(apis.pop())


def wait_for_text(text):
    own_shop.wait_until(lambda: text in read_page.read_text(pages[0]), 60)
    print("  the page says:", *[line for line in read_page.read_text(pages[0]).splitlines() if text in line])


def wait_for_rows(head, answers, fields):
    """Waits until the table with these heads shows these fields of the answers, or the first ten or more of them."""
    expected = [[str(answer[field]) for field in fields] for answer in answers]

    def shown():
        rows = read_page.read_tables(pages[0]).get(head, [])
        rows = [[cell.replace(",", "") if cell.replace(",", "").isdigit() else cell for cell in row] for row in rows]
        return len(rows) >= min(10, len(expected)) and rows == expected[:len(rows)]

    own_shop.wait_until(shown, 60)
    print(f"  {head}: {len(expected)} rows, the first one {expected[0]}")


def test_without_api():
    wait_for_text(AWAY)


def test_without_orders():
    print("2 start the api on an empty MySQL")
    api_on()
    wait_for_text(NO_ORDERS)
    api_off()


def test_numbers():
    print(f"3 take the sample orders and others from MongoDB to MySQL, {len(ORDERS)} good ones of {len(DOCUMENTS)}")
    api_on()
    own_shop.load_through_pipeline(DOCUMENTS, len(ORDERS))
    wait_for_rows("Month Revenue Orders", oracle.revenue_by_month(ORDERS), ("month", "revenue", "order_count"))
    wait_for_rows("Country Revenue Orders", oracle.revenue_by_country(ORDERS), ("country", "revenue", "order_count"))
    wait_for_rows("Name Revenue Quantity Product", oracle.top_products(ORDERS)[:10], ("name", "revenue", "quantity", "product_id"))
    wait_for_rows("Name Revenue Orders Customer", oracle.top_customers(ORDERS)[:10], ("name", "revenue", "order_count", "customer_id"))
    wait_for_rows("Status Orders", oracle.orders_by_status(ORDERS), ("status", "order_count"))
    newest = own_shop.get(API_PORT, "/api/orders?limit=10")[1]
    assert oracle.without_time(newest) == oracle.list_orders(ORDERS)[:10]
    wait_for_rows("Created Order Status Customer Loaded", newest, ("created_at", "order_id", "status", "customer_id", "loaded_at"))
    revenue = sum(Decimal(month["revenue"]) for month in oracle.revenue_by_month(ORDERS))
    loaded_at = own_shop.get(API_PORT, "/api/pipeline/loaded")[1]["loaded_at"]
    numbers = {
        "Orders loaded": str(len(ORDERS)), "Revenue, without cancelled orders": f"{revenue:,f}",
        "Newest order loaded at": f"{loaded_at[:10]} {loaded_at[11:19]}", "Rejected messages": "0",
    }
    print("  at the top:", numbers)
    own_shop.wait_until(lambda: read_page.read_numbers(pages[0]) == numbers, 60)
    # two charts and no trace of what the names would do in a page
    assert pages[0].locator("[data-testid=stVegaLiteChart]").count() == 2
    assert pages[0].evaluate("window.broken") is None
    for wrong in ("script", "img[src=x]", "b", "code", "a[href*=example]", "[data-testid=stException]"):
        assert pages[0].locator("[data-testid=stMain]").locator(wrong).count() == 0, wrong
    api_off()


def test_api_comes_and_goes():
    print("4 stop the api, freeze it, start it again")
    own_shop.load_through_pipeline(DOCUMENTS, len(ORDERS))
    for turn in (1, 2):
        print(f"  the api is there for the {turn}. time")
        api_on()
        wait_for_text("Newest orders")
        assert AWAY not in read_page.read_text(pages[0])
        api_off()
        wait_for_text(AWAY)
        assert "Newest orders" not in read_page.read_text(pages[0])
    api_on()
    wait_for_text("Newest orders")
    print("  the api is frozen, and goes on")
    apis[0].send_signal(signal.SIGSTOP)
    wait_for_text("The query API did not answer within 5 seconds.")
    apis[0].send_signal(signal.SIGCONT)
    wait_for_text("Newest orders")
    api_off()


def test_slow_report():
    print("5 a report takes long")
    own_shop.load_through_pipeline(DOCUMENTS, len(ORDERS))
    root = own_shop.connect_as_root(own_shop.NAME)
    try:
        # every report but one reads the lines, and waits for them now
        root.cursor().execute("LOCK TABLES order_items WRITE")
        api_on()
        wait_for_text("asking the query API ...")
        assert "Orders loaded" in read_page.read_text(pages[0])
    finally:
        # this gives the lines back
        root.close()
    wait_for_text("Newest orders")
    own_shop.wait_until(lambda: "asking the query API ..." not in read_page.read_text(pages[0]))
    api_off()


def test_rejected_message():
    print("6 a rejected message is counted and shown")
    own_shop.load_through_pipeline(DOCUMENTS, len(ORDERS))
    api_on()
    own_shop.mysql_rows("INSERT INTO rejected_messages VALUES ('shop.orders', 2, 7, '2026-01-05', '<b>no</b> header', 'x', '2026-01-05')")
    answer = own_shop.get(API_PORT, "/api/pipeline/rejected")[1]
    wait_for_rows("Topic Partition Offset Reason Rejected", answer, ("topic", "partition_number", "offset_number", "reason", "rejected_at"))
    assert read_page.read_numbers(pages[0])["Rejected messages"] == "1"
    own_shop.mysql_rows("DELETE FROM rejected_messages")
    api_off()


def test_nobody_else_is_asked():
    print("7 nobody but this machine was asked:", *read_page.asked_machines())
    assert read_page.asked_machines() == {f"127.0.0.1:{DASHBOARD_PORT}"}
    # the dashboard itself has not asked anybody else either
    assert select.select([WAY_OUT], [], [], 0)[0] == []


if __name__ == "__main__":
    setup_module()
    test_without_api()
    test_without_orders()
    test_numbers()
    test_api_comes_and_goes()
    test_slow_report()
    test_rejected_message()
    test_nobody_else_is_asked()
    teardown_module()
