"""
Runs the whole pipeline on this machine, without Docker:

    python3 local/run.py                 three servers, the services, the 300 samples where there is no order yet
    python3 local/run.py --loaders 3     the same with three loaders
    python3 local/run.py --no-dashboard  the same without the dashboard
    python3 local/run.py --no-samples    no samples
    python3 local/run.py --servers       the three servers only, with tables and users

Ctrl-C stops everything; the data stays in .local/data.
"""
import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from with_packages import PYTHON
from pymongo import MongoClient

from servers import run_with_servers, supervisor, wait_for, wait_for_servers, write_pids

LOG = ".local/log"
ENV_FILE = ".local/env"
# a terminal may have a proxy for the internet: it knows nothing of an address on this machine
open_without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--loaders", type=int, default=1)
for name in ("--servers", "--no-dashboard", "--no-samples"):
    parser.add_argument(name, action="store_true")
options = parser.parse_args()


def run(variables):
    # step.py looks whether we are alive
    variables["RUN_PID"] = str(os.getpid())
    wait_for_servers(variables)
    if options.servers:
        print("the servers are ready; Ctrl-C stops them", flush=True)
    else:
        start_services(variables)
    try:
        show_progress(variables)
    finally:
        Path(ENV_FILE).unlink(missing_ok=True)


def start_services(variables):
    orders = MongoClient(variables["MONGO_URI"])[variables["MONGO_DB"]][variables["MONGO_COLLECTION"]]
    # only into an empty collection: nobody wants them among orders of their own, or back again
    is_default = variables["MONGO_COLLECTION"] == "orders"
    if is_default and not options.no_samples and orders.find_one({}, {"_id": 1}) is None:
        subprocess.run([PYTHON, "-m", "extractor.seed_orders"], env={**os.environ, **variables}, check=True)
    dashboard = [] if options.no_dashboard else ["dashboard"]
    for group in ["query_api", "extractor", "loader", *dashboard]:
        supervisor(variables).startProcessGroup(group)
    wait_for("query_api", variables, lambda: ask_api(variables, "/health/mysql"))
    page = f"\n  dashboard    http://127.0.0.1:{variables['DASHBOARD_PORT']}" if dashboard else ""
    print(f"""
the query API answers
  look at it   {variables["QUERY_API_URL"]}/docs
  ask it       curl {variables["QUERY_API_URL"]}/api/reports/revenue-by-country{page}
  more orders  python3 local/step.py extractor.seed_orders --more 5
  logs         {LOG}
  stop         Ctrl-C
""", flush=True)


def ask_api(variables, path):
    """Returns the query API's answer; raises OSError while it has none."""
    # a status comes within six seconds, whatever is frozen
    return json.load(open_without_proxy(variables["QUERY_API_URL"] + path, timeout=15))


def show_progress(variables):
    """Shows the status when it changes, says what was restarted, and keeps the process ids in .local/env."""
    # in a terminal each line is written over the one before
    clear_line, end = ("\r\033[K", "") if sys.stdout.isatty() else ("", "\n")
    pids, shown, began = {}, None, time.monotonic()
    while True:
        new_pids = write_pids(variables, ENV_FILE)
        for name, pid in new_pids.items():
            if pid and pids.setdefault(name, pid) != pid:
                print(f"{clear_line}{name} ended and was restarted, log in {LOG}/{name}.log", flush=True)
                pids[name], shown = pid, None
        # one question after the other: never two at once
        status = None
        if not options.servers:
            with contextlib.suppress(OSError):
                status = ask_api(variables, "/api/pipeline/status")
        words = status_words(status, time.monotonic() - began) if status else shown
        if words != shown:
            shown = words
            # in a terminal cut to its width: of a line that takes two, only the second would be written over
            width = None if end else shutil.get_terminal_size().columns - 1
            print(clear_line + shown[:width], end=end, flush=True)
        time.sleep(1 if status else 0.2)


def status_words(status, seconds):
    counts = {name: "?" if value is None else value for name, value in status.items()}
    words = ("{waiting_orders} orders waiting, {batches_in_kafka} batches in Kafka, {rejected_orders} rejected, "
             "{loaded_orders} in MySQL").format(**counts)
    # in the first seconds nobody has been seen yet
    return f"{words}. {status['problem']}" if status["problem"] and seconds > 15 else words


# supervisord.conf starts so many of them
os.environ["LOADERS"] = str(options.loaders)
run_with_servers(".local/data", LOG, run, keep=True)
print("all has stopped, the data is kept in .local/data", flush=True)
