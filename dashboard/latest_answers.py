"""
Keeps the latest answer to each question, so that a page shows at once what is known.
However many people look, the api is asked once; while nobody looks, it is not asked at all.

FLOW:
    1 the page calls somebody_looks() every two seconds
    2 three threads ask what is due: the health of the api, the pipeline's numbers, the reports
    3 the page takes the latest answers
"""
import threading
import time
from ask_api import ask_api

HEALTH = "/health/mysql"
NUMBERS = ["/api/pipeline/loaded", "/api/pipeline/rejected?limit=100", "/api/orders?limit=10"]
REPORTS = [
    "/api/reports/revenue-by-month",
    "/api/reports/revenue-by-country",
    "/api/reports/top-products?limit=10",
    "/api/reports/top-customers?limit=10",
    "/api/reports/orders-by-status",
]
# a report over a million orders takes many seconds, and mysql has other work:
# it is asked again after ten times as long as its answer took, but after five minutes at the latest
PAUSE = 10
LONGEST_PAUSE = 300

latest = {}
last_look = 0


def start_asking():
    # a slow report holds up neither the numbers nor the news that the api is away
    for paths, every, seconds in (([HEALTH], 2, 5), (NUMBERS, 3, 65), (REPORTS, 10, 65)):
        threading.Thread(target=keep_asking, args=(paths, every, seconds), daemon=True).start()


def keep_asking(paths, every, seconds):
    """Asks these questions one after the other, each `every` seconds or more seldom; an answer may take `seconds`."""
    while True:
        for path in paths:
            if is_due(path):
                ask(path, every, seconds)
        time.sleep(0.2)


def ask(path, every, seconds):
    began = time.monotonic()
    answer, problem = ask_api(path, seconds)
    ended = time.monotonic()
    if problem and path != HEALTH:
        # where the whole api is away, the page says that once; this question is asked again as soon as the api is back
        ask(HEALTH, 2, 5)
        if not api_is_up():
            return
    pause = every
    if path != HEALTH:
        pause = min(max(every, PAUSE * (ended - began)), LONGEST_PAUSE)
    latest[path] = {"answer": answer, "problem": problem, "time": time.time(), "due": ended + pause}


def is_due(path):
    if time.monotonic() - last_look > 10:
        return False
    if path != HEALTH and not api_is_up():
        return False
    return path not in latest or time.monotonic() > latest[path]["due"]


def api_is_up():
    return HEALTH in latest and latest[HEALTH]["problem"] is None


def somebody_looks():
    global last_look
    last_look = time.monotonic()


def latest_answer(path):
    """Returns {"answer": ..., "problem": ..., "time": ...}; answer and problem are None while the answer is awaited."""
    return latest.get(path, {"answer": None, "problem": None, "time": None})
