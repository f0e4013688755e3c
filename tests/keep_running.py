"""
Keep running - starts a service again when it has died, as docker and local/run.py do, and keeps what it prints

FLOW:
    1 keep() starts a service; what it prints goes to a file of its own
    2 the test asks its questions with wait_until() and settle(), which look after the services at the same time
    3 kill() ends a service as kill -9 does; wait_until() starts it again, or start_again() does at once
    4 clean_up() wakes all that is frozen, and ends the services as ctrl-c does

LIBRARIES:
    tempfile (comes with Python): a file that vanishes after its use
    re (comes with Python): looks for patterns in text, here for the errors on a log
    collections (comes with Python): a Counter counts how often each thing comes up
    atexit (comes with Python): calls a function when the process ends
"""
import atexit
import os
import re
import tempfile
import time
from collections import Counter
from tests import break_server, count_orders, own_shop, run_service

kept = []


def keep(module, **changes):
    """Starts a service and keeps it running; returns it as a dict: module, changes, log, process, started_at, starts."""
    service = {"module": module, "changes": changes, "log": tempfile.TemporaryFile("w+"), "starts": 0}
    kept.append(service)
    start_again(service)
    return service


def start_again(service):
    service["process"] = run_service.start(service["module"], output=service["log"], **service["changes"])
    service["started_at"] = time.monotonic()
    service["starts"] += 1


def start_again_what_died():
    """Each service is started at most once a second."""
    for service in kept:
        if service["process"].poll() is not None and time.monotonic() - service["started_at"] > 1:
            start_again(service)


def wait_until(question):
    """Asks again and again until the answer is true, and starts again what dies meanwhile."""
    def ask():
        start_again_what_died()
        return question()
    own_shop.wait_until(ask, 120)


def settle(still_waiting=0):
    """Waits until only so many orders are new and no message is on the way."""
    started = time.monotonic()
    wait_until(lambda: count_orders.all_arrived(still_waiting))
    print(f"  caught up after {time.monotonic() - started:.1f} s")


def wait_for_server(name, old_pid):
    """Waits until a new process of a server that was killed answers."""
    started = time.monotonic()
    wait_until(lambda: break_server.is_back(name, old_pid))
    print(f"  the server answers again after {time.monotonic() - started:.1f} s, as process {break_server.server_pid(name)}")


def log_of(service):
    """Returns all that the service has printed, over all its starts."""
    # read beside the service's own place in the file, which is where it writes next
    return os.pread(service["log"].fileno(), 100_000_000, 0).decode("utf-8", errors="replace")


def print_starts():
    """Prints how often each service was started, and the last lines of the tracebacks on its log."""
    for service in kept:
        print(f"  {service['module']} was started {service['starts']} times")
        # mysql's connector prints each twice
        errors = re.findall(r"(?m)^(?!_mysql)[\w.]*(?:Error|Exception|Reconnect|NotFound|Failure): .*", log_of(service))
        for error, count in Counter(error[:150] for error in errors).items():
            print(f"    {count} x {error}")


def kill(service):
    """Kills the service as kill -9 does, and returns when it is gone."""
    service["process"].kill()
    service["process"].wait()


def end(service):
    """Ends a service as ctrl-c does, for good; returns its exit code."""
    kept.remove(service)
    return run_service.stop(service["process"])


def cpu_ticks(process):
    """Returns how much processor time a process has had until now."""
    words = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
    return int(words[11]) + int(words[12])


def wait_until_it_waits(process):
    """Returns when a process does nothing any more: it waits for something outside of it."""
    ticks = -1
    while ticks != cpu_ticks(process):
        ticks = cpu_ticks(process)
        time.sleep(0.4)
    assert process.poll() is None, "it should wait, and it is dead"


def clean_up():
    for pid in list(break_server.frozen):
        break_server.thaw(pid)
    for service in kept:
        run_service.stop(service["process"])
        service["log"].close()
    kept.clear()


# before the databases are dropped, for own_shop was imported first
atexit.register(clean_up)
