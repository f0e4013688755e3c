"""
Puts files of real orders through the whole pipeline and holds the reports against sums in plain Python:

    python3 .ci/real_orders.py FILE ...

1 start local/run.py, which seeds data/orders.json, and wait for the API
2 seed each file while it runs
3 wait until every order is in MySQL
4 compare the API's reports, to the last digit, with what plain Python adds up from the files
5 end local/run.py as ctrl-c does, and look that no process is left
"""
import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parent.parent
ENV_FILE = ROOT / ".local" / "env"
SECONDS = 600


def read_env():
    lines = ENV_FILE.read_text().splitlines() if ENV_FILE.exists() else []
    return {name: value.strip("'") for name, value in (line.split("=", 1) for line in lines)}


def ask(path):
    with urllib.request.urlopen(read_env()["QUERY_API_URL"] + path) as response:
        return json.load(response)


def wait_until(question):
    end = time.monotonic() + SECONDS
    while not question():
        if time.monotonic() > end or run.poll() is not None:
            sys.exit("that did not happen")
        time.sleep(0.2)


def number(value):
    """Takes a number as extended json writes it, such as {"$numberDecimal": "9.90"}."""
    text = next(iter(value.values())) if isinstance(value, dict) else value
    price = Decimal(str(text))
    return price.quantize(Decimal("0.0001")) if price.is_finite() else price


def add_up(path, good_ids, revenue_of, orders_of):
    """Adds up the orders of one file that MySQL should hold, as many as there are; returns (orders, lines, revenue)."""
    orders, lines, revenue = 0, 0, Decimal(0)
    for text in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(text)
        if good_ids is not None and str(document.get("order_id")) not in good_ids:
            continue
        orders += 1
        lines += len(document["items"])
        total = sum(number(item["quantity"]) * number(item["unit_price"]) for item in document["items"])
        revenue += total
        if document["status"] != "CANCELLED":
            country = document["customer"]["country"]
            revenue_of[country] += total
            orders_of[country] += 1
    return orders, lines, revenue


def compare(paths):
    own = ROOT / "data" / "orders.json"
    own_ids = {order["order_id"] for order in pages_of_orders()}
    revenue_of, orders_of = defaultdict(Decimal), defaultdict(int)
    total_orders = 0
    for path in [own, *paths]:
        orders, lines, revenue = add_up(path, own_ids if path == own else None, revenue_of, orders_of)
        total_orders += orders
        print(f"{path.name}: {orders} orders, {lines} lines, revenue {revenue:.4f}")
    expected = sorted(
        ({"country": country, "revenue": revenue, "order_count": orders_of[country]} for country, revenue in revenue_of.items()),
        key=lambda row: (-row["revenue"], row["country"]),
    )
    answer = [dict(row, revenue=Decimal(row["revenue"])) for row in ask("/api/reports/revenue-by-country")]
    assert answer == expected, f"the report differs: {answer} and {expected}"
    assert ask("/api/pipeline/loaded")["order_count"] == total_orders
    print(f"revenue-by-country is equal to the last digit: {len(answer)} countries, {total_orders} orders, "
          f"revenue {sum(row['revenue'] for row in answer)}")


def pages_of_orders():
    """Hands out every order of the API's list, page by page."""
    page = ask("/api/orders?limit=500")
    while page:
        yield from page
        last = page[-1]
        page = ask(f"/api/orders?limit=500&before_created_at={last['created_at']}&before_order_id={urllib.parse.quote(last['order_id'])}")


PYTHON = ROOT / ".local" / "venv" / "bin" / "python"
started = time.monotonic()
run = subprocess.Popen([sys.executable, "local/run.py"], cwd=ROOT, start_new_session=True)
try:
    wait_until(lambda: "QUERY_API_URL" in read_env())
    print(f"the api answers after {time.monotonic() - started:.1f} s")
    wait_until(lambda: ask("/api/pipeline/loaded")["order_count"] >= 288)
    print(f"data/orders.json is loaded after {time.monotonic() - started:.1f} s")
    files = [Path(name).resolve() for name in sys.argv[1:]]
    count = 288
    for path in files:
        subprocess.run([str(PYTHON), "-m", "extractor.seed_orders", str(path)], cwd=ROOT, env=dict(os.environ, **read_env()), check=True)
        count += len(path.read_text(encoding="utf-8").splitlines())
    wait_until(lambda: ask("/api/pipeline/loaded")["order_count"] >= count)
    compare(files)
finally:
    run.send_signal(signal.SIGINT)
    run.wait()
left = subprocess.run(["pgrep", "-f", str(ROOT / ".local")], capture_output=True, text=True).stdout.split()
assert left == [], f"processes are left: {left}"
print("nothing is left running")
