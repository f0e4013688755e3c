"""
Cluster - three Kafka brokers and a MongoDB replica set of three, whose servers are killed while orders arrive

Each fault takes a server away that does something the others must take over. Before the next one all three are in step
again. At the end every row must be right. How long each took is printed: from the fault until all that the shop had
written one second later is in MySQL. The short form breaks three servers. With --cluster 5 each of seven faults comes
five times, in random order, what is frozen stays so for 30 seconds, and the servers keep their default timeouts:
    python3 local/test.py tests/system/test_cluster.py -s --cluster 5 --seed 7

LIBRARIES:
    threading (comes with Python): the shop writes orders while the test breaks servers
    monkeypatch (comes with pytest): the tests' own tools ask the cluster instead of local/'s servers, for this test
"""
import os
import random
import re
import threading
import time
import pymongo
import pytest
from confluent_kafka.admin import AdminClient, ConfigResource
from tests.support import environment, random_orders, restart, services, verify
from tests.system import cluster_servers

FOLDER = f"{os.environ['DATA']}/cluster"
BROKER_KILLS = [("kill", "leader"), ("kill", "controller")]
PRIMARY_ENDS = [("kill", "primary"), ("step down", "primary")]
FREEZES = [("freeze", "leader"), ("freeze", "controller"), ("freeze", "primary")]
ERROR = re.compile(r"(?m)^%[0-4]\|.*|^consumer error.*|^[\w.]*(?:Error|Exception|Reconnect|Failure|PoolCleared).*")


@pytest.fixture
def cluster(monkeypatch, request):
    # the long form keeps the ten seconds that the servers wait by default
    patience = 10_000 if request.config.getoption("--cluster") else 3000
    uri, brokers = cluster_servers.start_cluster(FOLDER, patience)
    client = pymongo.MongoClient(uri)
    monkeypatch.setenv("MONGO_URI", uri)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", brokers)
    monkeypatch.setattr(environment, "mongo_client", client)
    monkeypatch.setattr(environment, "orders", client[environment.DATABASE]["orders"])
    monkeypatch.setattr(environment, "kafka_admin", AdminClient({"bootstrap.servers": brokers, "log_level": 0}))
    print(f"the servers are in step after {cluster_servers.wait_until_whole():.1f} s")
    ending = threading.Event()
    yield ending
    ending.set()
    restart.clean_up()
    client.close()
    cluster_servers.stop_all()


def write_orders(rng, orders, ending):
    """The shop: up to a hundred new orders a second and ten changed ones."""
    while not ending.wait(0.2):
        for order in random_orders.make_orders(20, rng, orders):
            write(environment.orders.replace_one, {"_id": order["order_id"]}, order, upsert=True)
        for order_id in rng.sample([order["order_id"] for order in orders[:100]], 2):
            orders.append(random_orders.make_order(rng, order_id, version=len(orders)))
            write(random_orders.change_order, orders[-1])


def write(action, *words, **options):
    """The driver tries once more by itself; the shop goes on trying: twice the same write is the same as once."""
    while True:
        try:
            return action(*words, **options)
        except pymongo.errors.PyMongoError:
            time.sleep(0.2)


def replicas_of_topic():
    """Returns how many replicas each partition has, and how many must have a batch before it is acknowledged."""
    name = os.environ["KAFKA_TOPIC_ORDERS"]
    topic = environment.kafka_admin.list_topics(timeout=10).topics[name]
    resource = ConfigResource(ConfigResource.Type.TOPIC, name)
    settings = environment.kafka_admin.describe_configs([resource])[resource].result()
    replicas = [len(partition.replicas) for partition in topic.partitions.values()]
    return replicas, settings["min.insync.replicas"].value


def server_with(office, rng):
    if office == "leader":
        return cluster_servers.leader_of(rng.randrange(3))
    return cluster_servers.controller(FOLDER) if office == "controller" else cluster_servers.primary()


def first_error(lengths):
    """Returns the first error that came onto a service's log since its log had this length, or None."""
    for service, length in zip(restart.kept, lengths):
        found = ERROR.search(restart.log_of(service)[length:])
        if found:
            return f"{service['module']}: {found.group()[:100]}"
    return None


def fail_over(action, name, seconds_frozen, orders):
    """Makes a fault and undoes it once new orders are loaded again; returns the seconds until then."""
    lengths = [len(restart.log_of(service)) for service in restart.kept]
    began = time.monotonic()
    if action == "kill":
        cluster_servers.kill(name)
    elif action == "freeze":
        cluster_servers.freeze(name)
    else:
        environment.mongo_client.admin.command("replSetStepDown", 10)
    time.sleep(1)
    written = {order["order_id"] for order in list(orders)}
    errors = []

    def all_are_loaded():
        error = None if errors else first_error(lengths)
        if error:
            errors.append(f"first error after {time.monotonic() - began:.1f} s, {error}")
        if action == "freeze" and time.monotonic() - began > seconds_frozen and cluster_servers.is_frozen(name):
            cluster_servers.thaw(name)
        return written <= {row[0] for row in environment.mysql_rows("SELECT order_id FROM orders")}
    restart.wait_until(all_are_loaded)
    seconds = time.monotonic() - began
    print(f"{action} {name}: failover took {seconds:.1f} s;", *errors or ["no error"])
    if action == "kill":
        cluster_servers.start(name)
    if action == "freeze" and cluster_servers.is_frozen(name):
        time.sleep(max(0, seconds_frozen - seconds))
        cluster_servers.thaw(name)
    print(f"  all in step again {cluster_servers.wait_until_whole():.1f} s later", flush=True)
    return seconds


def test_servers_are_lost_one_by_one(cluster, seed, request):
    rounds = request.config.getoption("--cluster")
    services.new_shop()
    ending = cluster
    rng, orders = random.Random(seed), []
    faults = (BROKER_KILLS + PRIMARY_ENDS + FREEZES) * rounds
    if not rounds:
        faults = [rng.choice(BROKER_KILLS), rng.choice(PRIMARY_ENDS), rng.choice(FREEZES)]
    rng.shuffle(faults)
    print("seed", seed)
    random_orders.put_orders(100, rng, orders)
    for name in ("first", "second"):
        restart.keep("extractor.main", EXTRACTOR_NAME=name, EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="50")
    for number in range(3):
        restart.keep("loader.worker")
    restart.wait_until(lambda: restart.count_loaded() == 100)
    assert replicas_of_topic() == ([3, 3, 3], "2")

    shop = threading.Thread(target=write_orders, args=(random.Random(seed), orders, ending), daemon=True)
    shop.start()
    times = {}
    for action, office in faults:
        seconds = fail_over(action, server_with(office, rng), 30 if rounds else 5, orders)
        times.setdefault(f"{action} {office}", []).append(seconds)
        # without new orders a fault would show nothing
        assert shop.is_alive()
    ending.set()
    shop.join()
    restart.wait_until_drained()
    for fault, values in times.items():
        print(f"{fault}: failover took", *[f"{value:.1f}" for value in sorted(values)], "s")
    verify.verify_everything(orders)
