"""
Runs the whole pipeline on this machine, without Docker:

    python3 local/run.py                 three servers, the services, the 300 samples where there is no order yet
    python3 local/run.py --loaders 3     the same with three loaders
    python3 local/run.py --no-dashboard  the same without the dashboard; its packages are not installed
    python3 local/run.py --no-samples    no samples
    python3 local/run.py --servers       the three servers only, with tables and users

Ctrl-C stops everything; the data stays in .local/data.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from with_packages import PYTHON
from pymongo import MongoClient

from servers import (run_with_servers, supervisor, wait_for_kafka, wait_for_mongodb, wait_for_mysql, wait_for_servers,
                     write_pids)

LOG = ".local/log"
ENV_FILE = ".local/env"
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--loaders", type=int, default=1)
for name in ("--servers", "--no-dashboard", "--no-samples"):
    parser.add_argument(name, action="store_true")
options = parser.parse_args()


def run(variables):
    # a run that was killed has left it
    Path(ENV_FILE).unlink(missing_ok=True)
    try:
        if options.servers:
            wait_for_servers(variables)
            print("the servers are ready; Ctrl-C stops them", flush=True)
        else:
            start_services(variables)
        show_progress(variables)
    finally:
        Path(ENV_FILE).unlink(missing_ok=True)


def start_services(variables):
    """Starts each service as soon as the servers that it needs answer; Kafka takes longest."""
    wait_for_mongodb(variables)
    if not options.no_samples:
        client = MongoClient(variables["MONGO_URI"])
        # only into an empty collection: nobody wants them among orders of their own, or back again
        if client[variables["MONGO_DB"]][variables["MONGO_COLLECTION"]].find_one({}, {"_id": 1}) is None:
            subprocess.run([PYTHON, "-m", "extractor.seed_orders"], env={**os.environ, **variables}, check=True)
    wait_for_mysql(variables)
    for group in ["query_api"] if options.no_dashboard else ["query_api", "dashboard"]:
        supervisor(variables).startProcessGroup(group)
    wait_for_kafka(variables)
    for group in ("extractor", "loader"):
        supervisor(variables).startProcessGroup(group)
    while not ask_api(variables, "/health/mysql"):
        time.sleep(0.1)
    dashboard = "" if options.no_dashboard else f"\n  dashboard    http://127.0.0.1:{variables['DASHBOARD_PORT']}"
    print(f"""
the query API answers
  look at it   {variables["QUERY_API_URL"]}/docs
  ask it       curl {variables["QUERY_API_URL"]}/api/reports/revenue-by-country{dashboard}
  more orders  python3 local/step.py extractor.seed_orders --more 5
  logs         {LOG}
  stop         Ctrl-C
""", flush=True)


def ask_api(variables, path):
    """Returns the query API's answer, or None while it has none."""
    try:
        return json.load(urllib.request.urlopen(variables["QUERY_API_URL"] + path, timeout=2))
    except (urllib.error.URLError, OSError):
        return None


def show_progress(variables):
    """Shows the counts when they change, says what was restarted, and keeps the process ids in .local/env."""
    clear_line, end = ("\r\033[K", "") if sys.stdout.isatty() else ("", "\n")
    pids = write_pids(variables, ENV_FILE)
    shown = ""
    while True:
        began = time.monotonic()
        new_pids = write_pids(variables, ENV_FILE)
        for name, pid in pids.items():
            if pid and new_pids[name] not in (0, pid):
                # in a terminal over the line of counts, which is shown again then
                print(f"{clear_line}{name} ended and was restarted, log in {LOG}/{name}.log", flush=True)
                shown = ""
        pids = {name: new_pids[name] or pids[name] for name in pids}
        counts = None if options.servers else ask_api(variables, "/api/pipeline/status")
        if counts:
            words = "{waiting_orders} orders waiting, {rejected_orders} rejected, {loaded_orders} in MySQL"
            line = words.format(**counts)
            if line != shown:
                # cut to the window's width: of a line that takes two, only the second would be written over
                print(clear_line + line[:shutil.get_terminal_size().columns - 1], end=end, flush=True)
                shown = line
        # counting millions takes long: at most a twentieth of the time is spent on it
        time.sleep(max(0.5, 20 * (time.monotonic() - began)) if counts else 0.2)


# supervisord.conf starts so many of them
os.environ["LOADERS"] = str(options.loaders)
run_with_servers("run.py", ".local/data", LOG, run, keep=True)
print("all has stopped, the data is kept in .local/data", flush=True)
