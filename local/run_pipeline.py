"""
The part of run.py that needs the packages: starts everything, shows how far the orders are, stops everything.
"""
import argparse
import fcntl
import glob
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import mysql.connector
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from servers import add_pids, read_pids, start_servers, stop_supervisord, supervisor
from settings import make_variables, write_env_file

DATA = ".local/data"
LOG = ".local/log"
ENV_FILE = ".local/env"


def main():
    parser = argparse.ArgumentParser(prog="python3 local/run.py")
    parser.add_argument("--servers", action="store_true", help="start only MongoDB, Kafka and MySQL")
    parser.add_argument("--loaders", type=int, default=1, help="how many loaders, 1 if not given")
    parser.add_argument("--no-dashboard", action="store_true", help="leave the dashboard out")
    parser.add_argument("--no-samples", action="store_true", help="put no samples into an empty collection")
    options = parser.parse_args()
    lock = open(".local/lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("run.py is running already in this folder")
    # set for ctrl-c too: a shell that starts us in the background switches it off
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    remove_what_the_last_run_left()
    variables = make_variables(DATA, usual_ports=True)
    supervisord = None
    try:
        supervisord = start_servers(variables, LOG, options.loaders)
        write_env_file(ENV_FILE, variables)
        if options.servers:
            print("the servers are ready; Ctrl-C stops them", flush=True)
        else:
            start_services(variables, options)
        show_progress(variables, options.servers)
    except KeyboardInterrupt:
        print("\nstopping", flush=True)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        remove_what_the_last_run_left(logs=False)
        if supervisord:
            stop_supervisord(supervisord)
    print(f"all has stopped, the data is kept in {DATA}", flush=True)


def remove_what_the_last_run_left(logs=True):
    for path in [ENV_FILE, *(glob.glob(f"{LOG}/*.log") if logs else [])]:
        if os.path.exists(path) and not os.path.basename(path).startswith("install_"):
            os.remove(path)


def start_services(variables, options):
    if not options.no_samples:
        client = MongoClient(variables["MONGO_URI"])
        # only into an empty collection: nobody wants them among orders of their own, or back again
        if client[variables["MONGO_DB"]][variables["MONGO_COLLECTION"]].find_one({}, {"_id": 1}) is None:
            subprocess.run([sys.executable, "-m", "extractor.seed_orders"], env={**os.environ, **variables}, check=True)
    names = [name for name in read_pids(variables) if name.startswith(("extractor", "loader", "query_api"))]
    names += [] if options.no_dashboard else ["dashboard"]
    for name in names:
        # a process of a group, such as loader_2, is named with its group
        supervisor(variables).startProcess(f"loader:{name}" if name.startswith("loader") else name)
    while not answers(f"{variables['QUERY_API_URL']}/health/mysql"):
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


def answers(url):
    try:
        return urllib.request.urlopen(url, timeout=2).status == 200
    except (urllib.error.URLError, OSError):
        return False


def show_progress(variables, only_servers):
    """Shows the counts when they change, says what was restarted, and keeps the process ids in .local/env."""
    # short limits: who counts must not hold up who looks for restarts
    client = MongoClient(variables["MONGO_URI"], serverSelectionTimeoutMS=500, socketTimeoutMS=3000)
    pids = read_pids(variables)
    shown = ""
    while True:
        began = time.monotonic()
        new_pids = read_pids(variables)
        restarted = [name for name in pids if new_pids[name] not in (0, pids[name]) and pids[name]]
        pids = {name: new_pids[name] or pids[name] for name in pids}
        add_pids(variables, pids)
        write_env_file(ENV_FILE, variables)
        # in a terminal over the line of counts, which is shown again then
        shown = "" if restarted else shown
        for name in restarted:
            clear = "\r\033[K" if sys.stdout.isatty() else ""
            print(f"{clear}{name} ended and was restarted, log in {LOG}/{name}.log", flush=True)
        line = "" if only_servers else counts_line(client, variables)
        if line and line != shown:
            # cut to the window's width: of a line that takes two, only the second would be written over
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\033[K{line[:width]}" if sys.stdout.isatty() else f"{line}\n", end="", flush=True)
            shown = line
        # counting millions takes long: at most a twentieth of the time is spent on it
        time.sleep(max(0.5, 20 * (time.monotonic() - began)) if line else 0.2)


def counts_line(client, variables):
    """Returns "" while a server is away."""
    orders = client[variables["MONGO_DB"]][variables["MONGO_COLLECTION"]]
    try:
        filters = {}, {"etl_status": "SENT"}, {"etl_status": "REJECTED"}
        counts = [orders.count_documents(filter) for filter in filters]
        connection = mysql.connector.connect(
            host="127.0.0.1", port=int(variables["MYSQL_PORT"]), user=variables["MYSQL_USER"],
            password=variables["MYSQL_PASSWORD"], database=variables["MYSQL_DATABASE"],
            connection_timeout=3, read_timeout=3)
        cursor = connection.cursor()
        # count all rows of orders
        cursor.execute("SELECT COUNT(orders.order_id) FROM orders")
        counts += cursor.fetchone()
        connection.close()
    except (PyMongoError, mysql.connector.Error):
        return ""
    return "orders in MongoDB {}, sent {}, rejected {}, in MySQL {}".format(*counts)


main()
