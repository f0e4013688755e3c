"""
Read page - opens the dashboard in a real browser, and reads what stands on it

FLOW:
    1 start Chromium without a window; every address but this machine's is unknown to it
    2 open the page, note every address that it asks
    3 read the tables, the numbers at the top and the text

LIBRARIES:
    shutil, urllib (come with Python): which() finds a program, urlsplit() takes an address apart
    playwright: starts a browser and does in it what a person would do; here with Debian's Chromium
"""
import shutil
from urllib.parse import urlsplit
from playwright.sync_api import sync_playwright

# streamlit draws a table as a picture, and beside it a table for screen readers: this one is read
READ_TABLES = """
() => [...document.querySelectorAll('[data-testid=stDataFrame] canvas table')].map(
    table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent)))
"""
asked = set()
opened = []


def open_page(address):
    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    )
    # tall enough to see all of it at once
    page = browser.new_page(viewport={"width": 1280, "height": 2600})
    page.on("request", lambda request: asked.add(request.url))
    page.on("websocket", lambda websocket: asked.add(websocket.url))
    page.goto(address)
    opened.extend([playwright, browser])
    return page


def close_browser():
    playwright, browser = opened
    browser.close()
    playwright.stop()
    opened.clear()


def asked_machines():
    """Returns the machines and ports that the page has asked; what it carries in itself (data:, blob:) has none."""
    return {urlsplit(url).netloc for url in asked} - {""}


def read_tables(page):
    """Returns the tables of the page as {heads of the columns: rows}, every cell as text, without the spaces around it."""
    tables = {}
    for head, *rows in page.evaluate(READ_TABLES):
        tables[" ".join(head)] = [[cell.strip() for cell in row] for row in rows]
    return tables


def read_numbers(page):
    """Returns the numbers at the top as {label: value}."""
    texts = page.locator("[data-testid=stMetric]").all_inner_texts()
    return {text.splitlines()[0]: text.splitlines()[-1] for text in texts}


def read_text(page):
    return page.locator("[data-testid=stMain]").inner_text()
