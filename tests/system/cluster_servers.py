"""
Cluster servers - more servers of this machine, for tests that need other ones than local/ starts

FLOW:
    1 start() starts a server under a name such as kafka2, kill() kills it, start() without a command starts it again
    2 start_cluster() starts three Kafka brokers, which are controllers too, and a MongoDB replica set of three
    3 leader_of(), controller(), primary() tell which server has which office; is_whole() whether all three are in step
    4 stop_all() ends them

LIBRARIES:
    subprocess (comes with Python): starts programs
    confluent-kafka, pymongo: ask the brokers and the replica set
"""
import json
import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path
import pymongo
from confluent_kafka import KafkaException
from local.server_files import KAFKA_PROPERTIES
from tests.support import environment, faults

JAVA = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=WARN",
        "-cp", ".local/kafka/*"]
MONGOD = [os.environ["MONGOD"], "--bind_ip", "127.0.0.1", "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25"]
# what is further down counts
THREE_BROKERS = """
node.id={number}
controller.quorum.voters={voters}
broker.session.timeout.ms={patience}
offsets.topic.replication.factor=3
"""
commands, processes = {}, {}


def free_port():
    # below 32768, so that no outgoing connection takes it while its server is dead
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) != 0:
                return port


def start(name, command=None):
    """Starts a server; a second time without its command."""
    commands[name] = command or commands[name]
    with open(f"{os.environ['DATA']}/log/{name}.log", "ab") as log:
        processes[name] = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", *commands[name]], cwd=environment.ROOT, stdout=log, stderr=log)


def kill(name):
    processes[name].kill()
    processes[name].wait()


def freeze(name):
    faults.freeze_process(processes[name].pid)


def thaw(name):
    faults.thaw(processes[name].pid)


def is_frozen(name):
    return processes[name].pid in faults.frozen


def stop_all():
    # the last started one first; nobody needs their data any more
    for name in reversed(processes):
        processes[name].send_signal(signal.SIGKILL)
        processes[name].wait()
    processes.clear()


def write_properties(folder, more, **values):
    """Writes a broker's settings, those of local/server_files.py and some more; returns the file's name."""
    Path(folder).mkdir(parents=True)
    Path(folder, "properties").write_text((KAFKA_PROPERTIES + more).format(DATA=folder, **values))
    return f"{folder}/properties"


def format_kafka(files, *words):
    """Makes the data folders of brokers of one cluster, all at the same time."""
    command = [*JAVA, "kafka.tools.StorageTool", "format", "--cluster-id", "shopcluster0000000001", *words, "-c"]
    jobs = [subprocess.Popen([*command, file], cwd=environment.ROOT, stdout=subprocess.DEVNULL) for file in files]
    assert [job.wait() for job in jobs] == [0] * len(files)


def start_cluster(folder, patience):
    """
    Starts six servers that miss a dead one after `patience` milliseconds.
    Returns (MongoDB's URI, Kafka's bootstrap servers).
    """
    numbers = (1, 2, 3)
    ports, voter_ports, mongo_ports = ([free_port() for number in numbers] for kind in range(3))
    voters = ",".join(f"{number}@127.0.0.1:{port}" for number, port in zip(numbers, voter_ports))
    files = [
        write_properties(f"{folder}/kafka{number}", THREE_BROKERS, KAFKA_PORT=port, CONTROLLER_PORT=voter_port,
                         number=number, voters=voters, patience=patience)
        for number, port, voter_port in zip(numbers, ports, voter_ports)
    ]
    format_kafka(files)
    for number, file, port in zip(numbers, files, mongo_ports):
        start(f"kafka{number}", [*JAVA, "kafka.Kafka", file])
        Path(f"{folder}/mongodb{number}").mkdir()
        start(f"mongodb{number}", [*MONGOD, "--dbpath", f"{folder}/mongodb{number}", "--port", str(port),
                                   "--replSet", "rs0", "--oplogSize", "100"])
    hosts = [f"127.0.0.1:{port}" for port in mongo_ports]
    members = [{"_id": number, "host": host} for number, host in zip(numbers, hosts)]
    # the last one is asked to make the set when each of them answers
    for host in hosts:
        client = pymongo.MongoClient(host, directConnection=True)
        client.admin.command("ping")
    client.admin.command("replSetInitiate", {
        "_id": "rs0", "members": members, "settings": {"electionTimeoutMillis": patience}})
    uri = f"mongodb://{','.join(hosts)}/?replicaSet=rs0"
    return uri, ",".join(f"127.0.0.1:{port}" for port in ports)


def members():
    """Returns [(server's name, state)] of the replica set."""
    status = environment.mongo_client.admin.command("replSetGetStatus")
    return [(f"mongodb{member['_id']}", member["stateStr"]) for member in status["members"]]


def primary():
    return dict((state, name) for name, state in members())["PRIMARY"]


def leader_of(partition):
    topic = environment.kafka_admin.list_topics(timeout=10).topics[os.environ["KAFKA_TOPIC_ORDERS"]]
    return f"kafka{topic.partitions[partition].leader}"


def controller(folder):
    """The brokers tell nobody who their controller is; each writes it down, and the highest epoch is the newest."""
    states = [json.loads(file.read_text()) for file in Path(folder).glob("kafka*/kafka/__cluster*/quorum-state")]
    return f"kafka{max(states, key=lambda state: state['leaderEpoch'])['leaderId']}"


def is_whole():
    """Tells whether each member is primary or secondary, and each partition has three replicas in step."""
    try:
        states = sorted(state for name, state in members())
        topics = environment.kafka_admin.list_topics(timeout=5)
    except (pymongo.errors.PyMongoError, KafkaException):
        return False
    partitions = [partition for topic in topics.topics.values() for partition in topic.partitions.values()]
    return (states == ["PRIMARY", "SECONDARY", "SECONDARY"] and len(topics.brokers) == 3
            and all(len(partition.isrs) == 3 for partition in partitions))


def wait_until_whole():
    started = time.monotonic()
    environment.wait_until(is_whole, 300)
    return time.monotonic() - started
