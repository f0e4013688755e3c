"""
The extractor and the loaders while bench.py measures them: how they start and end, and how far they are.
They all print into one file; to read it costs the servers nothing.
"""
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from processes import when_we_die

LOG = ".local/log/bench_services.log"


def start_service(variables, module):
    environment = {**os.environ, **variables, "PYTHONUNBUFFERED": "1"}
    with open(LOG, "ab") as log:
        return subprocess.Popen(when_we_die("KILL") + [sys.executable, "-m", module], env=environment, stdout=log, stderr=log)


def run_service(variables, module):
    assert start_service(variables, module).wait() == 0, f"see {LOG}"


def start_loaders(variables, count):
    loaders = [start_service(variables, "loader.worker") for number in range(count)]
    # they are there and wait, as in production
    time.sleep(5)
    return loaders


def stop_services(services):
    for service in services:
        service.send_signal(2)
    for service in services:
        service.wait()


def count_orders():
    """Returns how many orders the extractor and the loaders say they have sent and written."""
    log = Path(LOG).read_text()
    sent = [0] + [int(number) for number in re.findall(r"(\d+) of \d+ orders", log)]
    return sent[-1], sum(int(number) for number in re.findall(r"(\d+) written", log))


def check_that_all_run(loaders):
    assert [loader.poll() for loader in loaders] == [None] * len(loaders), f"a loader ended, see {LOG}"


def wait_until_loaded(loaders, order_count):
    while count_orders()[1] < order_count:
        check_that_all_run(loaders)
        time.sleep(0.02)
