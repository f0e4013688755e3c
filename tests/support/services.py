"""
Services - starts a service as a process of its own, and ends it; what it prints stands among the lines of the test
"""
import atexit
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
import requests
from tests.support import environment, topic

running = []


def new_shop():
    """Empties both databases and gives the services that are started from now on a new topic and group."""
    environment.new_topic()
    environment.empty()


def start(module, output=None, **changes):
    """Starts a service, such as loader.worker; it prints into `output`, an open file; `changes` are other variables."""
    variables = dict(os.environ, PYTHONUNBUFFERED="1", **changes)
    # no service knows root's password
    variables.pop("MYSQL_ROOT_PASSWORD", None)
    command = [sys.executable, "-m", *module.split()]
    process = subprocess.Popen(command, cwd=environment.ROOT, env=variables, stdout=output, stderr=output)
    running.append(process)
    return process


def run(module, **changes):
    """Starts a service, waits until it ends by itself, and returns its exit code."""
    return start(module, **changes).wait()


def peak_memory(process):
    """Returns the most MiB that a process has had until now; 0 where it has ended."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0


def run_and_measure(module, code=0, **changes):
    """As run(), it must end with this code; returns the most MiB that it had, looked at ten times a second."""
    process = start(module, **changes)
    memory = 0
    while process.poll() is None:
        memory = max(memory, peak_memory(process))
        time.sleep(0.1)
    assert process.returncode == code
    return memory


def stop(process):
    """Ends a service as ctrl-c does and returns its exit code; after twelve seconds it is killed."""
    if process.poll() is None:
        process.send_signal(2)
        try:
            process.wait(12)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


def stop_all():
    for process in running:
        stop(process)


def extract(batch_size=1500):
    """Runs one extract step to its end."""
    assert run("extractor.extract", EXTRACT_BATCH_SIZE=str(batch_size)) == 0


def load():
    """Runs a loader until nothing is in flight."""
    loader = start("loader.worker")
    topic.wait_until_loaded()
    assert stop(loader) == 0


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_api(port, **changes):
    """Starts the query api as its own MySQL user and returns when it answers; see get()."""
    # uvicorn says nothing of its starts and ends then
    variables = {"UVICORN_LOG_LEVEL": "warning", "MYSQL_USER": os.environ["MYSQL_API_USER"],
                 "MYSQL_PASSWORD": os.environ["MYSQL_API_PASSWORD"], **changes}
    process = start(f"uvicorn query_api.main:app --host 127.0.0.1 --port {port} --no-access-log", **variables)
    environment.wait_until(lambda: port_answers(port))
    return process


def port_answers(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def get(port, path):
    """Asks the api; returns (status, answer) with the answer as python values, or as text where it is no JSON."""
    response = requests.get(f"http://127.0.0.1:{port}{path}", timeout=30)
    is_json = response.headers["content-type"] == "application/json"
    return response.status_code, response.json() if is_json else response.text


# before the databases are dropped, for the environment was imported first
atexit.register(stop_all)
