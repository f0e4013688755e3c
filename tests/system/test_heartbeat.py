"""
Heartbeat - the health checks of extractor and loader, which have no port, tell the truth while servers are away

A heartbeat may be a minute old. Nobody waits for that: the file is dated back, and must not become young again.
"""
import os
import random
import time
from tests.support import environment, faults, random_orders, restart, services, topic, verify


def is_healthy(service, path):
    return services.run(f"{service}.heartbeat", HEARTBEAT_FILE=path, EXTRACT_INTERVAL_SECONDS="1") == 0


SERVERS = (
    ("MONGOD_PID", {"extractor": False, "loader": True}, 4),
    # the loader needs it while orders are in flight
    ("MYSQLD_PID", {"extractor": True, "loader": False}, 4),
    # an empty poll may wait for an answer for five seconds
    ("KAFKA_PID", {"extractor": False, "loader": False}, 7),
)


def test_a_server_is_away(tmp_path):
    services.new_shop()
    rng, orders = random.Random(1), []
    paths = {"extractor": str(tmp_path / "extractor"), "loader": str(tmp_path / "loader")}
    assert not is_healthy("loader", paths["loader"])
    restart.keep_extractor(HEARTBEAT_FILE=paths["extractor"])
    restart.keep("loader.worker", HEARTBEAT_FILE=paths["loader"])
    random_orders.put_orders(20, rng, orders)
    restart.wait_until_drained()

    for server, healthy, seconds in SERVERS:
        pid = faults.freeze(server)
        if server == "MYSQLD_PID":
            random_orders.put_orders(20, rng, orders)
            environment.wait_until(lambda: topic.messages_in_flight() > 0)
        # what was under way has ended
        time.sleep(1.5)
        for path in paths.values():
            os.utime(path, (time.time() - 90, time.time() - 90))
        end = time.monotonic() + seconds
        restart.wait_until(lambda: time.monotonic() > end)
        seen = {service: is_healthy(service, path) for service, path in paths.items()}
        assert seen == healthy, server
        faults.thaw(pid)
        restart.wait_until(lambda: all(is_healthy(service, path) for service, path in paths.items()))
    restart.wait_until_drained()
    verify.verify_everything(orders)
