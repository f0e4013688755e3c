"""
bench.py --api: requests a second of the query API with 1, 8 and 64 clients (by wrk), beside a bare loop of the same
query over one connection; and how long its reports take when 64 clients ask for each at once.
"""
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

SECONDS = 5
REPORTS = ("revenue-by-country", "revenue-by-month", "revenue-by-category", "top-products", "top-customers",
           "orders-by-status")
# wrk's scripts are in lua, the only language that it takes: the next path of a file
LUA = """
local paths = {}
for line in io.lines(".local/tmp/paths") do table.insert(paths, line) end
local number = math.random(#paths)
request = function()
  number = number % #paths + 1
  return wrk.format("GET", paths[number])
end
"""


def measure_api(shop):
    shop.make_all_new()
    shop.run("extractor.extract")
    loaders = [shop.start("loader.worker") for number in range(2)]
    shop.wait_until_loaded(loaders)
    for loader in loaders:
        loader.send_signal(2)
        loader.wait()
    shop.sql("ANALYZE TABLE customers, products, orders, order_items")
    api = start_api(shop.variables)
    print(f"\nrequests a second, {shop.order_count} orders: a bare loop; 1, 8 and 64 clients, and their part of it")
    ids = [row[0] for row in shop.sql("SELECT orders.order_id FROM orders ORDER BY RAND() LIMIT 500")]
    first_page = ("9999-12-31 23:59:59.999", "9999-12-31 23:59:59.999", "", 50)
    by_date = query_of("find_orders.py", "(orders_by_date)")
    measure_requests(shop, "list of 50", ["/api/orders"], by_date, [first_page])
    measure_requests(shop, "list of 500", ["/api/orders?limit=500"], by_date, [(*first_page[:3], 500)])
    by_id = [f"/api/orders/{urllib.parse.quote(order_id)}" for order_id in ids]
    measure_requests(shop, "by id", by_id,
                     query_of("find_order.py", ""), [(order_id,) for order_id in ids])
    print("\nreports: 64 clients ask at once, seconds until the first and the last has its answer; asked once more")
    for report in REPORTS:
        url = f"{shop.variables['QUERY_API_URL']}/api/reports/{report}"
        with ThreadPoolExecutor(64) as clients:
            waited = list(clients.map(seconds_to_answer, [url] * 64))
        print(f"  {report:20} {min(waited):6.2f} {max(waited):6.2f}   {seconds_to_answer(url):6.3f}", flush=True)
    api.send_signal(2)
    api.wait()


def start_api(variables):
    environment = {**os.environ, **variables, "MYSQL_USER": variables["MYSQL_API_USER"],
                   "MYSQL_PASSWORD": variables["MYSQL_API_PASSWORD"]}
    command = ["setpriv", "--pdeathsig", "KILL", "--", sys.executable, "-m", "uvicorn", "query_api.main:app",
               "--port", variables["API_PORT"], "--no-access-log", "--log-level", "warning"]
    api = subprocess.Popen(command, env=environment)
    time.sleep(5)
    return api


def query_of(file, words):
    """Returns the API's query as SQL_QUERIES.md has it: the one of this file that holds these words."""
    with open("SQL_QUERIES.md", encoding="utf-8") as sheet:
        blocks = re.findall(r"\(`query_api/([a-z_]+\.py)`\)\n\n```sql\n(.*?)```", sheet.read(), re.DOTALL)
    return next(query for name, query in blocks if name == file and words in query)


def measure_requests(shop, name, paths, query, values):
    count, began = 0, time.monotonic()
    while time.monotonic() < began + SECONDS:
        shop.sql(query, values[count % len(values)])
        count += 1
    bare = count / (time.monotonic() - began)
    rates = [ask_with_wrk(shop.variables["API_PORT"], paths, clients) for clients in (1, 8, 64)]
    print(f"  {name:12} {bare:6.0f};", *[f"{rate:6.0f} {rate / bare:.2f}" for rate in rates], flush=True)


def ask_with_wrk(port, paths, clients):
    """Returns how many requests a second were answered; fails where one was not answered with 200."""
    with open(".local/tmp/paths", "w") as file:
        file.write("\n".join(paths))
    with open(".local/tmp/paths.lua", "w") as file:
        file.write(LUA)
    command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--timeout", "60s", "-s", ".local/tmp/paths.lua",
               f"http://127.0.0.1:{port}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in text and "Socket errors" not in text, text
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


def seconds_to_answer(url):
    began = time.monotonic()
    with urllib.request.urlopen(url, timeout=120) as answer:
        answer.read()
    return time.monotonic() - began
