"""
Restart - starts a service again when it has died, as docker and local/run.py do, and keeps what it prints

wait_until() and wait_until_drained() restart what has died since; environment.wait_until() leaves it dead.
"""
import atexit
import os
import tempfile
import time
from confluent_kafka import KafkaException
from tests.support import environment, faults, services, topic

kept = []


def keep(module, **changes):
    """Starts a service and keeps it running; returns it as a dict of module, changes, log, process and starts."""
    service = {"module": module, "changes": changes, "log": tempfile.TemporaryFile("w+"), "starts": 0}
    kept.append(service)
    restart(service)
    return service


def keep_extractor(batch_size=1500, module="extractor.main", **changes):
    """Keeps an extractor that looks for new orders every second."""
    return keep(module, EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE=str(batch_size), **changes)


def restart(service):
    service["process"] = services.start(service["module"], output=service["log"], **service["changes"])
    service["started_at"] = time.monotonic()
    service["starts"] += 1


def wait_until(question):
    """Asks again and again until the answer is true, and restarts what dies, each at most once a second."""
    def ask():
        restart_dead()
        return question()
    environment.wait_until(ask, 180)


def restart_dead():
    for service in kept:
        if service["process"].poll() is not None and time.monotonic() - service["started_at"] > 1:
            restart(service)


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
        # the broker is not ready, or there is no topic
        return False


def wait_until_drained(still_new=0):
    wait_until(lambda: is_drained(still_new))
    print("  all is loaded; starts:", [(service["module"], service["starts"]) for service in kept])


def log_of(service):
    """Returns all that the service has printed, over all its starts."""
    # read beside the service's own place in the file, which is where it writes next
    return os.pread(service["log"].fileno(), 100_000_000, 0).decode("utf-8", errors="replace")


def kill(service):
    """Kills the service as kill -9 does, and returns when it is gone."""
    service["process"].kill()
    service["process"].wait()


def end(service):
    """Ends a service as ctrl-c does, for good; returns its exit code."""
    kept.remove(service)
    return services.stop(service["process"])


def clean_up():
    for pid in list(faults.frozen):
        faults.thaw(pid)
    for service in kept:
        services.stop(service["process"])
        service["log"].close()
    kept.clear()


# before the databases are dropped, for the environment was imported first
atexit.register(clean_up)
