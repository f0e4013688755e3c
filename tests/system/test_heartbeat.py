"""
Heartbeat - the health checks of extractor and loader, which have no port, tell the truth

Each check is run as docker runs it: python -m loader.heartbeat, exit code 0 or 1 and a sentence.
A heartbeat may be a minute old. Nobody waits for that: the file is dated back, and must not become young again.

FLOW:
    1 no file, files of several ages, and files from the future
    2 both services at work are healthy; Kafka is frozen: neither is; it wakes: both are
    3 the same with MySQL, which the loader needs, while orders are in flight
    4 the same with MongoDB, which the extractor needs
    5 services that never reach a server are never healthy

LIBRARIES:
    os.utime (comes with Python): sets a file's time
"""
import os
import random
import subprocess
import sys
import tempfile
import time
import pytest
from tests.support import environment, faults, random_orders, restart, services, topic, verify

LONGEST = {"extractor": 61, "loader": 60}

rng = random.Random(1)
orders = []


def ask(service, path):
    """Runs the health check; returns its exit code and its sentence."""
    variables = dict(os.environ, HEARTBEAT_FILE=path, EXTRACT_INTERVAL_SECONDS="1")
    command = [sys.executable, "-m", f"{service}.heartbeat"]
    done = subprocess.run(command, cwd=environment.ROOT, env=variables, capture_output=True, text=True)
    return done.returncode, done.stderr.strip()


def set_age(path, seconds):
    os.utime(path, (time.time() - seconds, time.time() - seconds))


@pytest.mark.parametrize("service", ["extractor", "loader"])
def test_ages(service):
    print(f"1 ages of the file of the {service}")
    with tempfile.NamedTemporaryFile() as file:
        for seconds, code in ((0, 0), (50, 0), (LONGEST[service] + 2, 1), (86400, 1), (-60, 1), (-86400, 1)):
            set_age(file.name, seconds)
            answer = ask(service, file.name)
            print(f"  {seconds} seconds old:", *answer)
            assert answer[0] == code and bool(answer[1]) == bool(code)
    answer = ask(service, file.name)
    print("  no file:", *answer)
    assert answer[0] == 1 and "since the start" in answer[1]


def is_healthy(paths):
    return {service: ask(service, path)[0] == 0 for service, path in paths.items()}


def check_fault(paths, server, healthy, seconds):
    """Freezes a server for so many seconds while the services are at work; then both must be healthy again."""
    # a loader that was restarted may have no partition yet, and so nothing to do
    random_orders.put_orders(20, rng, orders)
    restart.wait_until_drained()
    assert is_healthy(paths) == {"extractor": True, "loader": True}
    pid = faults.freeze(server)
    if server == "MYSQLD_PID":
        random_orders.put_orders(20, rng, orders)
        environment.wait_until(lambda: topic.messages_in_flight() > 0)
    # what was under way has ended
    time.sleep(1.5)
    for service, path in paths.items():
        set_age(path, LONGEST[service] + 30)
    end = time.monotonic() + seconds
    restart.wait_until(lambda: time.monotonic() > end)
    found = is_healthy(paths)
    print(f"  {server} is frozen, healthy are: {found}")
    assert found == healthy
    faults.thaw(pid)
    restart.wait_until(lambda: all(is_healthy(paths).values()))
    print("  it is back, both are healthy")


def test_servers_are_away():
    services.new_shop()
    with tempfile.TemporaryDirectory() as folder:
        paths = {"extractor": f"{folder}/extractor", "loader": f"{folder}/loader"}
        restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", HEARTBEAT_FILE=paths["extractor"])
        restart.keep("loader.worker", HEARTBEAT_FILE=paths["loader"])
        print("2 Kafka is frozen, for longer than an empty poll may wait for an answer")
        check_fault(paths, "KAFKA_PID", {"extractor": False, "loader": False}, 12)
        print("3 MySQL is frozen, new orders come")
        check_fault(paths, "MYSQLD_PID", {"extractor": True, "loader": False}, 5)
        print("4 MongoDB is frozen")
        check_fault(paths, "MONGOD_PID", {"extractor": False, "loader": True}, 5)
        restart.wait_until_drained()
        verify.verify_everything(orders)


def test_servers_that_are_never_reached():
    print("5 each service with an address at which nobody answers")
    nowhere = str(services.free_port())
    starts = [
        ("loader.worker", {"KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{nowhere}"}),
        ("loader.worker", {"MYSQL_PORT": nowhere}),
        ("extractor.main", {"KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{nowhere}"}),
        ("extractor.main", {"MONGO_URI": f"mongodb://127.0.0.1:{nowhere}"}),
    ]
    with tempfile.TemporaryDirectory() as folder:
        processes = [
            services.start(module, output=subprocess.DEVNULL, HEARTBEAT_FILE=f"{folder}/{number}", **changes)
            for number, (module, changes) in enumerate(starts)
        ]
        codes = [process.wait() for process in processes]
        for (module, changes), code in zip(starts, codes):
            print(f"  {module} with {changes}: exit code {code}")
        print("  heartbeats:", os.listdir(folder))
        assert codes == [1, 1, 1, 1]
        assert os.listdir(folder) == []


def teardown_function():
    restart.clean_up()


if __name__ == "__main__":
    for name in ("extractor", "loader"):
        test_ages(name)
    test_servers_are_away()
    teardown_function()
    test_servers_that_are_never_reached()
