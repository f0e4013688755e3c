"""
Dashboard in a browser - shows the numbers that plain Python works out, and says so in a sentence when there are none

The page is opened once and never loaded again: whatever changes, changes by itself.

LIBRARIES:
    playwright: starts a browser and does in it what a person would do; here with Debian's Chromium
"""
import shutil
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit
import pytest
from playwright.sync_api import sync_playwright
from tests.support import environment, expected, faults, row_locks, rows, services

ODD_TEXTS = [
    "<script>window.broken = true</script>", "<img src=x onerror='window.broken = true'>", "<b>bold</b>",
    "**bold** _thin_ `code`", "[link](http://example.com)", "$\\frac{1}{2}$ and $5",
    ":smile: :red[red] :material/delete:", "# head", "| a | b |", "😀 \"quoted\" 'text'",
]
REJECTED = [
    {"etl_status": "REJECTED", "etl_order_id": "bad 2", "etl_reason": "<b>no</b> id", "etl_at": datetime(2026, 1, 2)},
    {"etl_status": "REJECTED", "etl_order_id": "bad 1", "etl_reason": "no items", "etl_at": datetime(2026, 1, 1)},
]
API_PORT = services.free_port()
DASHBOARD_PORT = services.free_port()
AWAY = "The query API is away. It is asked at"
# streamlit draws a table as a picture, and beside it a table for screen readers: this one is read
READ_TABLES = """
() => [...document.querySelectorAll('[data-testid=stDataFrame] canvas table')].map(
    table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent.trim())))
"""
asked = set()


def odd_documents():
    """One order for each odd text, which is the name, status and country of it too; dear enough for the top ten."""
    documents = []
    for number, text in enumerate(ODD_TEXTS):
        date = datetime(9999, 12, 31, 23, number)
        document = expected.strange_document(f"{number} {text}", date, f"{1000000 + number}.5")
        document["status"] = text[:32]
        document["customer"].update(name=text, country=text)
        document["items"][0]["name"] = text
        documents.append(document)
    return documents


ORDERS = expected.read_orders(expected.good_samples() + odd_documents())
REPORTS = expected.reports(ORDERS)


@pytest.fixture
def page():
    services.new_shop()
    services.start(
        f"streamlit run dashboard/dashboard.py --server.port {DASHBOARD_PORT} --server.address 127.0.0.1",
        QUERY_API_URL=f"http://127.0.0.1:{API_PORT}",
    )
    environment.wait_until(lambda: services.port_answers(DASHBOARD_PORT), 60)
    with sync_playwright() as playwright:
        # every address but this machine's is unknown to it
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        # tall enough to see all of it at once; in another time zone, which must not change the times
        opened = browser.new_page(viewport={"width": 1280, "height": 3000}, locale="de-DE",
                                  timezone_id="America/New_York")
        opened.on("request", lambda request: asked.add(request.url))
        opened.on("websocket", lambda websocket: asked.add(websocket.url))
        opened.goto(f"http://127.0.0.1:{DASHBOARD_PORT}")
        yield opened
        browser.close()
    services.stop_all()


def text_of(page):
    return " ".join(page.locator("[data-testid=stMain]").inner_text().split())


def wait_for_text(page, text):
    environment.wait_until(lambda: text in text_of(page), 180)
    print("  the page says:", text)


def cell_text(field, value):
    """A time is shown to the second, money with two decimals, everything else as it is."""
    if field in ("revenue", "total"):
        return f"{Decimal(value):,.2f}"
    if field in ("order_count", "quantity"):
        return f"{value:,}"
    return value[:19].replace("T", " ") if field.endswith("_at") else str(value)


def wait_for_rows(page, head, fields, answers):
    """Waits until the table with these heads shows these fields of the answers, or the first eight or more of them."""
    wanted = [[cell_text(field, answer[field]) for field in fields.split()] for answer in answers]

    def shown():
        tables = {" ".join(table[0]): table[1:] for table in page.evaluate(READ_TABLES)}
        cells = tables.get(head, [])
        return len(cells) >= min(8, len(wanted)) and cells == wanted[:len(cells)]

    environment.wait_until(shown, 60)


def test_page(page):
    wait_for_text(page, AWAY)
    api = services.start_api(API_PORT, REPORT_CACHE_SECONDS="1")
    wait_for_text(page, "There are no orders in MySQL.")
    rows.put_rows(rows.rows_of(ORDERS))
    environment.orders.insert_many(REJECTED)
    wait_for_text(page, "2 orders were rejected: correct them in MongoDB")
    page.get_by_text("everything", exact=True).click()
    # by month and by country; one of orders a minute comes with the first batch
    environment.wait_until(lambda: page.locator("[data-testid=stVegaLiteChart]").count() == 2, 60)
    check_numbers(page)
    check_tables(page)
    check_search(page)
    # no trace of what the names would do in a page
    assert page.evaluate("window.broken") is None
    for wrong in ("script", "img[src=x]", "b", "a[href*=example]", "[data-testid=stException]"):
        assert page.locator("[data-testid=stMain]").locator(wrong).count() == 0, wrong
    check_faults(page, api)
    services.stop(api)
    wait_for_text(page, AWAY)
    # what was there before goes a moment later
    environment.wait_until(lambda: "Newest orders" not in text_of(page))
    # nobody but this machine was asked; what the page carries in itself (data:, blob:) has no address
    assert {urlsplit(url).netloc for url in asked} - {""} == {f"127.0.0.1:{DASHBOARD_PORT}"}


def check_numbers(page):
    revenues = {month["month"]: Decimal(month["revenue"]) for month in REPORTS["revenue-by-month"]}
    total = sum(revenues.values())
    count = sum(month["order_count"] for month in REPORTS["revenue-by-month"])
    best = max(revenues, key=revenues.get)
    for text in (
        "Orders waiting 0 ", "Orders rejected 2 ", "Batches waiting 0 ", f"Orders loaded {len(ORDERS)} ",
        f"Revenue {total:,.2f} ", f"Orders sold {count:,} ",
        f"Average order {total / count:,.2f} ", f"Best month, {best} {revenues[best]:,.2f} ",
    ):
        wait_for_text(page, text)


def check_tables(page):
    for tab in page.get_by_role("tab", name="Exact numbers").all():
        tab.click()
    newest = [order | {"loaded_at": rows.LOADED_AT_TEXT} for order in expected.list_orders(ORDERS)[:6]]
    rejected = services.get(API_PORT, "/api/pipeline/rejected-orders")[1]
    for head, fields, answers in (
        ("Month Revenue Orders", "month revenue order_count", REPORTS["revenue-by-month"]),
        ("Country Revenue Orders", "country revenue order_count", REPORTS["revenue-by-country"]),
        ("Name Product Quantity Revenue", "name product_id quantity revenue", REPORTS["top-products"][:10]),
        ("Name Customer Orders Revenue", "name customer_id order_count revenue", REPORTS["top-customers"][:10]),
        ("Created Order Customer Status Total Loaded", "created_at order_id customer_id status total loaded_at",
         newest),
        ("Order Reason Rejected", "order_id reason rejected_at", rejected),
    ):
        wait_for_rows(page, head, fields, answers)


def check_search(page):
    order = ORDERS[0]
    for order_id, text in (
        (order["order_id"], f"{order['order_id']}: {order['status']}, total {Decimal(order['total']):,.2f}, of "),
        ("bad 1", "order bad 1 was rejected, see"), ("<b>nobody", "there is no order"),
    ):
        page.get_by_role("textbox").fill(order_id)
        page.keyboard.press("Enter")
        wait_for_text(page, text)


def check_faults(page, api):
    # the reports of products read the lines, and wait for them now; nothing else does
    session = row_locks.root_session()
    row_locks.root_rows("LOCK TABLES order_items WRITE", session)
    page.get_by_text("30 days", exact=True).click()
    wait_for_text(page, "being worked out ...")
    environment.orders.insert_one(dict(REJECTED[0], _id="third"))
    wait_for_text(page, "3 orders were rejected: correct them in MongoDB")
    row_locks.close_sessions()
    environment.wait_until(lambda: "being worked out ..." not in text_of(page), 60)
    faults.freeze_process(api.pid)
    wait_for_text(page, "The query API did not answer within 20 seconds.")
    faults.thaw(api.pid)
    wait_for_text(page, "Orders loaded")
    mongodb = faults.freeze("MONGOD_PID")
    wait_for_text(page, "MongoDB does not answer (")
    wait_for_text(page, "Newest orders")
    faults.thaw(mongodb)
    wait_for_text(page, "3 orders were rejected")
