"""
Many orders - what each question costs, beside what it cost before, and a backlog that goes through three loaders

With pytest's option --orders 1000000 it is so many orders; 20,000 of them, or a tenth, are rejected besides.
"""
import os
import random
import shutil
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
import requests
from playwright.sync_api import sync_playwright
from tests.support import environment, faults, many_orders, restart, row_locks, services, topic, verify
from extractor.generate_orders import generate_orders
from extractor.seed_orders import insert_missing
from query_api import reports

MAX_MEMORY = 150
PORT = services.free_port()
MONTH = {"from_date": date.today() - timedelta(days=29)}
# as the reports were until the second edition: from the lines, and of everything
BEFORE = {
    "revenue-by-month": ("DATE_FORMAT(orders.created_at, '%Y-%m')", "month"),
    "revenue-by-country": ("customers.country", "country"),
    "top-customers": ("customers.customer_id", "customer_id"),
}
ASKED_ANEW = ("/api/pipeline/status", "/metrics")
QUESTIONS = (*ASKED_ANEW, "/api/pipeline/rejected-orders?limit=500", "/api/pipeline/batches", "/api/orders?limit=50",
             "/api/orders/A00000001", "/api/orders/nobody")


def cpu_seconds(pid):
    # the numbers begin behind the name in brackets, which may hold spaces
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def part_of_core(action):
    """Returns how many per cent of a core MySQL needs while action() is under way."""
    mysqld = faults.server_pid("MYSQLD_PID")
    before, began = cpu_seconds(mysqld), time.monotonic()
    action()
    return 100 * (cpu_seconds(mysqld) - before) / (time.monotonic() - began)


def measure(name, action, times=3, pause=0):
    """Prints the median of the seconds, and of MySQL's CPU seconds; returns (seconds, the last result)."""
    mysqld, seconds, cpu = faults.server_pid("MYSQLD_PID"), [], []
    for number in range(times):
        time.sleep(pause)
        before, began = cpu_seconds(mysqld), time.monotonic()
        result = action()
        seconds.append(time.monotonic() - began)
        cpu.append(cpu_seconds(mysqld) - before)
    print(f"  {name:62} {statistics.median(seconds):8.3f} s  MySQL's CPU {statistics.median(cpu):6.2f} s")
    return statistics.median(seconds), result


def report_before(column):
    return environment.mysql_rows(f"""
        SELECT {column}, SUM(order_items.quantity * order_items.unit_price), COUNT(DISTINCT orders.order_id)
        FROM orders
        JOIN customers ON customers.customer_id = orders.customer_id
        JOIN order_items ON order_items.order_id = orders.order_id
        WHERE orders.status NOT IN ('CANCELLED', 'REFUNDED', 'DELETED') AND orders.deleted_at IS NULL
        GROUP BY {column}
        """)


def get(path):
    code, found = services.get(PORT, path)
    assert code in (200, 404), found
    return found


def test_costs(pytestconfig):
    count = pytestconfig.getoption("orders")
    services.new_shop()
    many_orders.put_many_orders(count)
    many_orders.put_rejected(min(20_000, count // 10))
    # the extractor makes the indexes of mongodb
    services.extract()
    services.start_api(PORT, UVICORN_LOG_LEVEL="critical")
    check_reports()
    check_page(min(120, count // 2000))
    print("beside two loaders and an extractor, which always have orders to do:")
    restart.keep_extractor()
    for name in ("first", "second"):
        restart.keep("loader.worker", LOADER_NAME=name)
    for path in QUESTIONS:
        insert_missing(generate_orders(5000, random.Random(1), 0))
        # the status is a second old at most: later it is asked anew
        measure(path, lambda: get(path), 5, pause=1.1 if path in ASKED_ANEW else 0)
    check_never_twice()
    restart.clean_up()
    services.stop_all()


def check_page(seconds):
    """Opens the page; prints what it costs MySQL until all of it is there, and for so many seconds after that."""
    port = services.free_port()
    services.start(f"streamlit run dashboard/dashboard.py --server.port {port} --server.address 127.0.0.1",
                   QUERY_API_URL=f"http://127.0.0.1:{PORT}")
    environment.wait_until(lambda: services.port_answers(port), 60)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 1280, "height": 3000})

        def open_page():
            page.goto(f"http://127.0.0.1:{port}")
            page.get_by_text("Revenue by month is of").wait_for(timeout=180_000)
            # each round of the page takes the text away for a moment
            looks = 0
            while looks < 4:
                page.wait_for_timeout(1000)
                looks = 0 if page.get_by_text("being worked out").count() else looks + 1
        idle = part_of_core(lambda: time.sleep(seconds))
        measure("the page, until all of it is there, and four seconds more", open_page, 1)
        busy = part_of_core(lambda: page.wait_for_timeout(1000 * seconds))
        print(f"  MySQL in {seconds} s: {idle:.2f} % of a core without the page, {busy:.2f} % with it")
        browser.close()


def check_never_twice():
    """Ten clients ask for status and reports at once: MySQL never has two questions of one kind."""
    paths = ["/api/pipeline/status", "/metrics", *(f"/api/reports/{name}?limit={limit}" if "top" in name else
             f"/api/reports/{name}" for name in (*BEFORE, "revenue-by-category") for limit in (5, 6))]
    questions = Counter()
    with ThreadPoolExecutor(len(paths)) as clients:
        waiting = [clients.submit(requests.get, f"http://127.0.0.1:{PORT}{path}", timeout=300)
                   for path in paths for number in range(5)]
        while not all(client.done() for client in waiting):
            questions |= Counter(text.split("WHERE")[0] for [text] in row_locks.root_rows(f"""
                SELECT processlist.info
                FROM performance_schema.processlist
                WHERE processlist.user = '{os.environ["MYSQL_API_USER"]}' AND processlist.info IS NOT NULL
                """))
    assert {client.result().status_code for client in waiting} == {200}
    print(f"  of {len(questions)} kinds of questions, at once in MySQL: {dict(Counter(questions.values()))}")
    assert set(questions.values()) == {1}, questions


def check_reports():
    """Each report is what the lines add up to, and the seconds of both are printed."""
    for name, (column, field) in BEFORE.items():
        report = getattr(reports, name.replace("-", "_"))
        before, rows = measure(f"{name}, of everything, as it was before", lambda: report_before(column), 1)
        after, found = measure(f"{name}, of everything", lambda: report(reports.FIRST_DAY, reports.LAST_DAY))
        measure(f"{name}, of 30 days", lambda: report(MONTH["from_date"], reports.LAST_DAY))
        sums = {row[0]: tuple(row[1:]) for row in rows}
        assert {row[field]: (row["revenue"], row["order_count"]) for row in found}.items() <= sums.items()
        assert len(found) == min(len(sums), reports.MAX_TOP if "top" in name else len(sums))
    for report in (reports.revenue_by_category, reports.top_products, reports.orders_by_status):
        measure(f"{report.__name__}, of everything", lambda: report(reports.FIRST_DAY, reports.LAST_DAY), 1)
        measure(f"{report.__name__}, of 30 days", lambda: report(MONTH["from_date"], reports.LAST_DAY))


def make_tables_anew():
    """Of a new table MySQL believes that it is small, whatever is in it: deleting its rows would not be the same."""
    lines = (environment.ROOT / "data" / "mysql_init.sql").read_text(encoding="utf-8").splitlines()
    statements = " ".join(line for line in lines if not line.strip().startswith("--")).split(";")
    for table in environment.TABLES:
        row_locks.root_rows(f"DROP TABLE {table}")
    for statement in statements:
        if statement.strip():
            row_locks.root_rows(statement)


def test_backlog(pytestconfig):
    count = pytestconfig.getoption("orders")
    services.new_shop()
    services.extract()
    make_tables_anew()
    assert insert_missing(generate_orders(count, random.Random(1), 365)) == (count, count)
    loaders = [services.start("loader.worker") for number in range(3)]
    # all three write from the first batch on
    environment.wait_until(lambda: faults.partitions_of_members() == [1, 1, 1])
    started = time.monotonic()
    memory = [services.run_and_measure("extractor.extract")]
    environment.wait_until(lambda: topic.messages_in_flight() == 0, seconds=60 + count / 500)
    seconds = time.monotonic() - started
    memory += [services.peak_memory(loader) for loader in loaders]
    print(f"{count} orders in {seconds:.1f} s, {count / seconds:.0f} orders/s; peak memory in MiB: {memory}")
    assert max(memory) < MAX_MEMORY
    assert [services.stop(loader) for loader in loaders] == [0, 0, 0]
    # how many rows were read without an index
    found = row_locks.root_rows("""
        SELECT table_io_waits_summary_by_index_usage.count_fetch
        FROM performance_schema.table_io_waits_summary_by_index_usage
        WHERE object_schema = 'shop_test' AND object_name = 'orders' AND index_name IS NULL
    """)
    assert found == [(0,)]
    verify.verify_reconcile(sent=count, orders=count)
