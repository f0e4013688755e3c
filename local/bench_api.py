"""
bench.py --api: requests a second of the query API with 1, 8 and 64 clients (by wrk), beside a bare loop of the same
query over one connection.
"""
import re
import subprocess
import time
import urllib.parse

SECONDS = 5
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
    shop.stop(loaders)
    shop.sql("ANALYZE TABLE customers, products, orders, order_items")
    variables = shop.variables
    api = shop.start(f"uvicorn query_api.main:app --port {variables['API_PORT']} --no-access-log --log-level warning",
                     MYSQL_USER=variables["MYSQL_API_USER"], MYSQL_PASSWORD=variables["MYSQL_API_PASSWORD"])
    time.sleep(5)
    print(f"\nrequests a second, {shop.order_count} orders: a bare loop; 1, 8 and 64 clients, and their part of it")
    ids = [row[0] for row in shop.sql("SELECT orders.order_id FROM orders ORDER BY RAND() LIMIT 500")]
    first_page = ("9999-12-31 23:59:59.999", "9999-12-31 23:59:59.999", "", 50)
    by_date = query_of("find_orders.py", "(orders_by_date)")
    measure_requests(shop, "list of 50", ["/api/orders"], by_date, [first_page])
    measure_requests(shop, "list of 500", ["/api/orders?limit=500"], by_date, [(*first_page[:3], 500)])
    by_id = [f"/api/orders/{urllib.parse.quote(order_id)}" for order_id in ids]
    measure_requests(shop, "by id", by_id, query_of("find_order.py", ""), [(order_id,) for order_id in ids])
    shop.stop([api])


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
    rates = [ask_with_wrk(shop.variables["QUERY_API_URL"], paths, clients) for clients in (1, 8, 64)]
    print(f"  {name:12} {bare:6.0f};", *[f"{rate:6.0f} {rate / bare:.2f}" for rate in rates], flush=True)


def ask_with_wrk(url, paths, clients):
    """Returns how many requests a second were answered; fails where one was not answered with 200."""
    for path, text in ((".local/tmp/paths", "\n".join(paths)), (".local/tmp/paths.lua", LUA)):
        with open(path, "w") as file:
            file.write(text)
    command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--timeout", "60s", "-s", ".local/tmp/paths.lua", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in text and "Socket errors" not in text, text
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
