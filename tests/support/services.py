"""
Services - starts a service as a process of its own, ends it, and shows what it printed

FLOW:
    1 new_shop() empties both databases and gives the services that are started from now on a topic of their own
    2 start() starts a service with the variables of the test, run() waits until it ends, stop() ends it as ctrl-c does
    3 extract() and load() run the real services once, start_api() and get() start the query api and ask it

LIBRARIES:
    subprocess (comes with Python): runs a program as a process of its own
    tempfile (comes with Python): a file that vanishes after its use
    socket, urllib (come with Python): find a free port; ask the api over http
"""
import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from bson import ObjectId
from tests.support import environment, topic

running = []
# of each process the module that it runs, and the file that it prints into
logs = {}
# of a longer log only the first and the last lines are shown
LINES_SHOWN = 10


def new_shop():
    """Empties both databases and gives the services that are started from now on a new topic and group."""
    environment.orders.drop()
    for table in environment.TABLES:
        environment.mysql_rows(f"DELETE FROM {table}")
    environment.topics.append(f"shop_test_{ObjectId()}")
    os.environ["KAFKA_TOPIC_ORDERS"] = os.environ["KAFKA_GROUP_ID_LOADER"] = environment.topics[-1]


def start(module, output=None, **changes):
    """
    Starts a service, such as loader.worker; `changes` are variables that differ from the usual.
    What it prints is shown when it has ended, or goes to `output`, an open file.
    """
    variables = dict(os.environ, PYTHONUNBUFFERED="1", **changes)
    # no service knows root's password
    variables.pop("MYSQL_ROOT_PASSWORD", None)
    log = output or tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
    command = [sys.executable, "-m", *module.split()]
    process = subprocess.Popen(command, cwd=environment.ROOT, env=variables, stdout=log, stderr=log)
    running.append(process)
    if output is None:
        logs[process] = (module, log)
    return process


def run(module, **changes):
    """Starts a service, waits until it ends by itself, and returns its exit code."""
    process = start(module, **changes)
    process.wait()
    show_log(process)
    return process.returncode


def stop(process):
    """Ends a service as ctrl-c does and returns its exit code; after twelve seconds it is killed."""
    if process.poll() is None:
        process.send_signal(2)
        try:
            process.wait(12)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    show_log(process)
    return process.returncode


def stop_all():
    for process in running:
        stop(process)


def show_log(process):
    """Prints once what a service that has ended had printed, indented: no line of it is a step of the test."""
    if process in logs:
        module, log = logs.pop(process)
        log.seek(0)
        lines = log.read().splitlines()
        if len(lines) > LINES_SHOWN:
            left_out = len(lines) - LINES_SHOWN
            lines = lines[:LINES_SHOWN // 2] + [f"... {left_out} lines more ..."] + lines[-LINES_SHOWN // 2:]
        if lines:
            print(f"  python -m {module} printed:", *lines, sep="\n    ")
        log.close()


def extract(batch_size=1500):
    """Runs one extract step to its end."""
    assert run("extractor.extract", EXTRACT_BATCH_SIZE=str(batch_size)) == 0


def load():
    """Runs a loader until nothing is in flight."""
    loader = start("loader.worker")
    environment.wait_until(lambda: topic.messages_in_flight() == 0)
    assert stop(loader) == 0


def load_through_pipeline(documents, order_count):
    """Takes documents from MongoDB to MySQL with the real extractor and loader; so many orders must be there then."""
    new_shop()
    environment.orders.insert_many(documents)
    extract()
    load()
    assert environment.mysql_rows("SELECT COUNT(*) FROM orders") == [(order_count,)]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_api(port, **changes):
    """Starts the query api as its own MySQL user and returns when it answers; see get()."""
    usual = {"MYSQL_USER": os.environ["MYSQL_API_USER"], "MYSQL_PASSWORD": os.environ["MYSQL_API_PASSWORD"]}
    # uvicorn says nothing of its starts and ends then
    usual["UVICORN_LOG_LEVEL"] = "warning"
    process = start(f"uvicorn query_api.main:app --host 127.0.0.1 --port {port} --no-access-log", **dict(usual, **changes))
    environment.wait_until(lambda: port_answers(port))
    return process


def port_answers(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/")
        return True
    except urllib.error.URLError:
        return False


def get(port, path, method="GET"):
    """Asks the api as curl does; returns (status, answer) with the answer as python values."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        text = error.read()
        return error.code, json.loads(text) if error.headers["content-type"] == "application/json" else text


# before the databases are dropped, for the environment was imported first
atexit.register(stop_all)
