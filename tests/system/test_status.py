"""
Status - each fault is made, and the status says what stands still; when it is over the status says that too

So do the health checks of extractor and loader, which have no port. A minute is not waited for: dates in extractor_runs
and loaders_seen, and those of the heartbeats' files, are set back, and must not become young again.
"""
import os
import random
import re
import threading
import time
from datetime import datetime
import pytest
import requests
import yaml
from tests.support import environment, faults, random_orders, restart, services, topic
from tests.support.sample_order import ANSWER, DOCUMENT

PORT = services.free_port()
# the servers, and which numbers are theirs
SERVERS = {
    "MONGOD_PID": ("MongoDB", {"waiting_orders", "rejected_orders", "extractor_seen_at"}),
    "KAFKA_PID": ("Kafka", {"batches_in_kafka", "oldest_batch_seconds"}),
    "MYSQLD_PID": ("MySQL", {"loaders", "newest_loaded_at", "seconds_from_kafka_to_mysql"}),
}
# who is healthy without this server; the loader needs mysql while orders are in flight
HEALTHY = {"MONGOD_PID": ["loader"], "MYSQLD_PID": ["extractor"], "KAFKA_PID": []}
HEARTBEATS = {service: f"{os.environ['DATA']}/heartbeat_of_{service}" for service in ("extractor", "loader")}


@pytest.fixture(scope="module", autouse=True)
def api():
    services.new_shop()
    process = services.start_api(PORT, UVICORN_LOG_LEVEL="critical")
    yield process
    services.stop_all()


@pytest.fixture
def pipeline():
    """Returns (extractor, loader, their orders); all of it has gone through once, and all is well."""
    environment.empty()
    orders = []
    extractor = restart.keep_extractor(HEARTBEAT_FILE=HEARTBEATS["extractor"])
    loader = restart.keep("loader.worker", HEARTBEAT_FILE=HEARTBEATS["loader"])
    random_orders.put_orders(300, random.Random(15), orders)
    # the api's last count may be that of the test before
    restart.wait_until(lambda: restart.count_loaded() == 300)
    wait_for(problem=None, warning=None, waiting_orders=0, rejected_orders=0, batches_in_kafka=0, loaded_orders=300)
    return extractor, loader, orders


def status():
    began = time.monotonic()
    code, found = services.get(PORT, "/api/pipeline/status")
    assert code == 200 and time.monotonic() - began < 6.5
    return found


def wait_for(seconds=60, **wanted):
    """Waits until the status says so; a text is how the sentence begins."""
    def is_so():
        found.update(status())
        return all((found[name] or "").startswith(value) if isinstance(value, str) else found[name] == value
                   for name, value in wanted.items())
    found = {}
    environment.wait_until(is_so, seconds)
    print("  ", found)
    return found


def set_back(seconds):
    """All that was seen was seen so many seconds earlier."""
    environment.extractor_runs.update_many({}, [
        {"$set": {"seen_at": {"$subtract": ["$seen_at", 1000 * seconds]}}}])
    environment.mysql_rows(
        "UPDATE loaders_seen SET seen_at = seen_at - INTERVAL %s SECOND", (seconds,))


def healthy_services():
    return [service for service, path in HEARTBEATS.items()
            if services.run(f"{service}.heartbeat", HEARTBEAT_FILE=path, EXTRACT_INTERVAL_SECONDS="1") == 0]


def set_heartbeats_back(seconds):
    """Returns after so many seconds, when whoever can has written its heartbeat anew."""
    # what was under way has ended
    time.sleep(1.5)
    for path in HEARTBEATS.values():
        os.utime(path, (time.time() - 90, time.time() - 90))
    end = time.monotonic() + seconds
    restart.wait_until(lambda: time.monotonic() > end)


def firing_alerts():
    """Evaluates the rules of RUN.md as Prometheus would, without their two minutes; returns those that fire."""
    text = (environment.ROOT / "RUN.md").read_text(encoding="utf-8")
    [block] = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if block.startswith("groups:")]
    rules = yaml.safe_load(block)["groups"][0]["rules"]
    values = {'up{job="shopetl"}': 0.0}
    try:
        lines = requests.get(f"http://127.0.0.1:{PORT}/metrics", timeout=10).text.splitlines()
        values = {line.split(" ")[0]: float(line.split(" ")[1]) for line in lines if line[0] != "#"}
        values['up{job="shopetl"}'] = 1.0
    except requests.ConnectionError:
        pass
    firing = set()
    for rule in rules:
        name, sign, number = rule["expr"].split(" ")
        if name in values and {"==": values[name] == float(number), ">": values[name] > float(number)}[sign]:
            firing.add(rule["alert"])
    return firing


def wait_for_alerts(*names):
    environment.wait_until(lambda: firing_alerts() == set(names))
    code = requests.get(f"http://127.0.0.1:{PORT}/health/pipeline", timeout=10).status_code
    assert code == requests.head(f"http://127.0.0.1:{PORT}/health/pipeline", timeout=10).status_code
    assert code == (503 if "OrdersStandStill" in names else 200)


def test_all_is_well(pipeline):
    """An order, and its change, are in the API's answer after the extractor's interval and two seconds more."""
    document_id = environment.orders.insert_one(dict(DOCUMENT, order_id="new")).inserted_id
    wait_for_answer(status="PAID", created_at="2026-01-05T10:00:00.123Z")
    change = {"status": "SHIPPED", "created_at": datetime(2026, 1, 7), "etl_status": None}
    environment.orders.update_one({"_id": document_id}, {"$set": change})
    wait_for_answer(status="SHIPPED", created_at="2026-01-07T00:00:00.000Z")


def wait_for_answer(**fields):
    wanted = {"total": ANSWER["total"], **fields}
    environment.wait_until(lambda: wanted.items() <= services.get(PORT, "/api/orders/new")[1].items(), seconds=1 + 2)


def test_loader_stands(pipeline):
    extractor, loader, orders = pipeline
    wait_for_alerts()
    faults.freeze_process(loader["process"].pid)
    random_orders.put_orders(30, random.Random(1), orders)
    environment.wait_until(lambda: topic.messages_in_flight() > 0)
    set_back(90)
    wait_for(problem="Nothing comes into MySQL, for no loader has been seen for a minute", loaders=0, loaded_orders=300)
    wait_for_alerts("OrdersStandStill")
    faults.thaw(loader["process"].pid)
    wait_for(problem=None, batches_in_kafka=0, loaded_orders=330)
    wait_for_alerts()


def test_loader_in_a_crash_loop(pipeline):
    extractor, loader, orders = pipeline
    restart.end(loader)
    broken = restart.keep("loader.worker", MYSQL_PASSWORD="wrong")
    set_back(90)
    random_orders.put_orders(30, random.Random(1), orders)
    restart.wait_until(lambda: broken["starts"] > 3)
    wait_for(problem="Nothing comes into MySQL", loaded_orders=300)
    assert status()["batches_in_kafka"] == topic.messages_in_flight() > 0
    restart.end(broken)
    restart.keep("loader.worker")
    wait_for(problem=None, batches_in_kafka=0, loaded_orders=330)


def test_all_of_three_loaders_are_dead(pipeline):
    """With two of them dead the third has all partitions, and nothing stands still."""
    extractor, loader, orders = pipeline
    others = [restart.keep("loader.worker", LOADER_NAME=name) for name in ("second", "third")]
    wait_for(problem=None, loaders=3)
    for other in others:
        restart.end(other)
    set_back(90)
    random_orders.put_orders(30, random.Random(1), orders)
    wait_for(problem=None, loaders=1, waiting_orders=0, batches_in_kafka=0, loaded_orders=330)
    restart.end(loader)
    set_back(90)
    random_orders.put_orders(30, random.Random(2), orders)
    found = wait_for(problem="Nothing comes into MySQL, for no loader", loaders=0, waiting_orders=0, loaded_orders=330)
    assert found["batches_in_kafka"] == topic.messages_in_flight() > 0
    restart.keep("loader.worker")
    wait_for(problem=None, batches_in_kafka=0, loaded_orders=360)


def test_one_partition_stands_still(pipeline):
    """The loader was seen just now; of three partitions one holds a batch that is five minutes old."""
    extractor, loader, orders = pipeline
    faults.freeze_process(loader["process"].pid)
    topic.send_message(b"{}", "no signature", partition=1, timestamp=int(1000 * (time.time() - 300)))
    topic.send_message(b"{}", "no signature", partition=1)
    found = wait_for(problem="A batch has waited in Kafka for 5 minutes", batches_in_kafka=2)
    assert 300 <= found["oldest_batch_seconds"] < 330
    faults.thaw(loader["process"].pid)
    # another key of the signature looks like this
    wait_for(problem=None, warning="Messages were rejected within a day: who else", batches_in_kafka=0)


def test_extractor_dead_while_nothing_is_new(pipeline):
    extractor, loader, orders = pipeline
    restart.end(extractor)
    set_back(90)
    wait_for(problem="New orders stay in MongoDB, for no extractor has been seen for")
    # one that looks every five minutes may be silent for longer
    slow = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="300")
    wait_for(problem=None)
    set_back(330)
    time.sleep(1.5)
    assert "no extractor" not in (status()["problem"] or "")
    set_back(60)
    wait_for(problem="New orders stay in MongoDB, for no extractor has been seen for 6 minutes")
    restart.end(slow)


def test_another_key_and_refused_orders(pipeline):
    extractor, loader, orders = pipeline
    restart.end(extractor)
    random_orders.put_orders(5, random.Random(1), orders)
    random_orders.put_bad_orders(7)
    restart.keep_extractor(BATCH_KEY="another one")
    found = wait_for(problem=None, warning="7 orders were rejected: correct them", waiting_orders=0, rejected_orders=7)
    environment.wait_until(lambda: "Messages were rejected within a day" in status()["warning"])
    assert found["loaded_orders"] == 300
    wait_for_alerts("OrdersRejected")
    environment.orders.delete_many({"etl_status": "REJECTED"})
    wait_for_alerts()


def test_mysql_emptied(pipeline):
    for table in environment.TABLES[:-1]:
        environment.mysql_rows(f"DELETE FROM {table}")
    wait_for(problem=None, warning="MySQL has no orders, although MongoDB's were sent", loaded_orders=0)


def test_ordinary_traffic_and_a_quiet_night(pipeline):
    """While somebody asks all the time, there is a pause, a restart and a rebalance: no problem is ever said."""
    extractor, loader, orders = pipeline
    environment.mysql_rows("UPDATE loaded_batches SET sent_at = sent_at - INTERVAL 9 HOUR,"
                           " loaded_at = loaded_at - INTERVAL 9 HOUR")
    problems, ended = [], threading.Event()

    def ask_all_the_time():
        while not ended.is_set():
            problems.append(status()["problem"])
            time.sleep(0.2)
    asking = threading.Thread(target=ask_all_the_time)
    asking.start()
    rng = random.Random(2)
    for number in range(8):
        random_orders.put_orders(60, rng, orders)
        time.sleep(1)
        if number == 2:
            restart.kill(loader)
        if number == 4:
            restart.keep("loader.worker", LOADER_NAME="second")
        if number == 6:
            restart.kill(extractor)
    restart.wait_until_drained()
    ended.set()
    asking.join()
    print(f"   {len(problems)} questions")
    assert len(problems) > 20 and set(problems) == {None}


def check_nothing_known(found, *names):
    """Fails unless the numbers of these servers are null, and those of the others are there."""
    unknown = set().union(*(SERVERS[name][1] for name in names))
    for name, value in found.items():
        if name not in ("problem", "warning"):
            assert (value is None) == (name in unknown), (name, found)
    for name in names:
        assert f"{SERVERS[name][0]} does not answer (" in found["problem"]


@pytest.mark.parametrize("name", SERVERS)
def test_server_frozen_and_away(pipeline, name):
    extractor, loader, orders = pipeline
    faults.freeze(name)
    if name == "MYSQLD_PID":
        random_orders.put_orders(20, random.Random(1), orders)
        environment.wait_until(lambda: topic.messages_in_flight() > 0)
    check_nothing_known(wait_for(problem=f"{SERVERS[name][0]} does not answer ("), name)
    # an empty poll may wait for an answer of kafka for five seconds
    set_heartbeats_back(7 if name == "KAFKA_PID" else 4)
    assert healthy_services() == HEALTHY[name]
    # it is killed within the second that the status is kept: a quick start would not be seen
    wait_for_alerts("OrdersStandStill")
    old = faults.kill_server(name)
    check_nothing_known(wait_for(problem=f"{SERVERS[name][0]} does not answer ("), name)
    faults.wait_for_server(name, old)
    restart.wait_until(lambda: status()["problem"] is None and healthy_services() == ["extractor", "loader"])


def test_all_frozen(pipeline):
    pids = [faults.freeze(name) for name in SERVERS]
    found = wait_for(problem="MongoDB does not answer (")
    check_nothing_known(found, *SERVERS)
    for pid in pids:
        faults.thaw(pid)
    restart.wait_until(lambda: status()["problem"] is None)


def test_api_away(api):
    began = time.monotonic()
    assert services.stop(api) == 0 and time.monotonic() - began < 3
    assert firing_alerts() == {"QueryApiAway"}
