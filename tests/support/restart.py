"""
Restart - starts a service again when it has died, as docker and local/run.py do, and keeps what it prints

FLOW:
    1 keep() starts a service; what it prints goes to a file of its own
    2 the test asks its questions with wait_until() and wait_until_drained(), which restart what has died meanwhile
    3 kill() ends a service as kill -9 does; wait_until() restarts it, or restart() does at once
    4 clean_up() wakes all that is frozen, and ends the services as ctrl-c does

LIBRARIES:
    tempfile (comes with Python): a file that vanishes after its use
    re, collections (come with Python): look for the errors on a log, and count how often each comes up
"""
import atexit
import os
import re
import tempfile
import time
from collections import Counter
from confluent_kafka import KafkaException
from tests.support import environment, faults, services, topic

kept = []


def keep(module, **changes):
    """Starts a service and keeps it running; returns it as a dict of module, changes, log, process, starts ..."""
    service = {"module": module, "changes": changes, "log": tempfile.TemporaryFile("w+"), "starts": 0}
    kept.append(service)
    restart(service)
    return service


def restart(service):
    service["process"] = services.start(service["module"], output=service["log"], **service["changes"])
    service["started_at"] = time.monotonic()
    service["starts"] += 1


def restart_what_died():
    """Each service is started at most once a second."""
    for service in kept:
        if service["process"].poll() is not None and time.monotonic() - service["started_at"] > 1:
            restart(service)


def wait_until(question):
    """Asks again and again until the answer is true, and restarts what dies meanwhile."""
    def ask():
        restart_what_died()
        return question()
    environment.wait_until(ask, 180)


def count_status(status):
    return environment.orders.count_documents({"etl_status": status})


def count_sent():
    return count_status("SENT")


def count_loaded():
    return environment.mysql_rows("SELECT COUNT(*) FROM orders")[0][0]


def is_drained(still_new=0):
    """Tells whether only so many orders are new, none is in hand, and no message is in flight."""
    try:
        # in this order: a message stands in kafka before its orders are marked
        return count_status(None) == still_new and count_status("SENDING") == 0 and topic.messages_in_flight() == 0
    except (KafkaException, KeyError):
        # the broker is not ready, or the topic is away
        return False


def wait_until_drained(still_new=0):
    started = time.monotonic()
    wait_until(lambda: is_drained(still_new))
    print(f"  caught up after {time.monotonic() - started:.1f} s")


def wait_for_server(name, old_pid):
    """Waits until a new process of a server that was killed answers."""
    started = time.monotonic()
    wait_until(lambda: faults.is_back(name, old_pid))
    print(f"  the server answers again after {time.monotonic() - started:.1f} s, as process {faults.server_pid(name)}")


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
    return services.stop(service["process"])


def cpu_ticks(process):
    """Returns how much processor time a process has had until now."""
    words = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
    return int(words[11]) + int(words[12])


def wait_until_idle(process):
    """Returns when a process does nothing any more: it waits for something outside of it."""
    ticks = -1
    while ticks != cpu_ticks(process):
        ticks = cpu_ticks(process)
        time.sleep(0.4)
    assert process.poll() is None, "it should wait, and it is dead"


def clean_up():
    for pid in list(faults.frozen):
        faults.thaw(pid)
    for service in kept:
        services.stop(service["process"])
        service["log"].close()
    kept.clear()


# before the databases are dropped, for the environment was imported first
atexit.register(clean_up)
