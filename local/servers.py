"""
Starts supervisord with MongoDB, Kafka and MySQL, waits until they answer, and makes MySQL's tables.
"""
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
import xmlrpc.client
import uuid

import mysql.connector
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from supervisor.xmlrpc import SupervisorTransport

KAFKA_PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{CONTROLLER_PORT}
listeners=PLAINTEXT://127.0.0.1:{KAFKA_PORT},CONTROLLER://127.0.0.1:{CONTROLLER_PORT}
advertised.listeners=PLAINTEXT://127.0.0.1:{KAFKA_PORT}
controller.listener.names=CONTROLLER
log.dirs={DATA}/kafka
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
transaction.state.log.num.partitions=3
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
"""
# mysql runs this at each start before it lets anybody in, so a password changed in .env holds
MYSQL_USERS = """
CREATE DATABASE IF NOT EXISTS {MYSQL_DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;
CREATE DATABASE IF NOT EXISTS shop_test CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;
ALTER USER 'root'@'localhost' IDENTIFIED BY '{MYSQL_ROOT_PASSWORD}';
CREATE USER IF NOT EXISTS '{MYSQL_LOADER_USER}'@'%';
ALTER USER '{MYSQL_LOADER_USER}'@'%' IDENTIFIED BY '{MYSQL_LOADER_PASSWORD}';
GRANT SELECT, INSERT, UPDATE, DELETE ON {MYSQL_DATABASE}.* TO '{MYSQL_LOADER_USER}'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON shop_test.* TO '{MYSQL_LOADER_USER}'@'%';
CREATE USER IF NOT EXISTS '{MYSQL_API_USER}'@'%';
ALTER USER '{MYSQL_API_USER}'@'%' IDENTIFIED BY '{MYSQL_API_PASSWORD}';
GRANT SELECT ON {MYSQL_DATABASE}.* TO '{MYSQL_API_USER}'@'%';
GRANT SELECT ON shop_test.* TO '{MYSQL_API_USER}'@'%';
"""
SERVERS = {"mongodb": "MONGOD_PID", "kafka": "KAFKA_PID", "mysql": "MYSQLD_PID"}


def make_folders(variables):
    """Makes the data folder of each server where it is missing, and the files that they read at their start."""
    data = variables["DATA"]
    os.makedirs(f"{data}/mongodb", exist_ok=True)
    write_file(f"{data}/mysql_users.sql", MYSQL_USERS.format(**variables))
    write_file(f"{data}/kafka.properties", KAFKA_PROPERTIES.format(**variables))
    jobs = []
    # only a complete folder gets its real name
    if not os.path.exists(f"{data}/kafka"):
        write_file(f"{data}/format.properties", KAFKA_PROPERTIES.format(**{**variables, "DATA": f"{data}/part"}))
        jobs.append((f"{data}/kafka", f"{data}/part/kafka", [
            "java", "-Dlog4j2.configurationFile=local/kafka/log4j2.xml", "-cp", ".local/kafka/*",
            "kafka.tools.StorageTool", "format", f"--cluster-id=id{uuid.uuid4().hex[:20]}",
            "-c", f"{data}/format.properties"]))
    if not os.path.exists(f"{data}/mysql"):
        jobs.append((f"{data}/mysql", f"{data}/part/mysql", [
            *shlex.split(variables["MYSQLD"]), "--initialize-insecure",
            f"--datadir={os.path.abspath(data)}/part/mysql"]))
    shutil.rmtree(f"{data}/part", ignore_errors=True)
    os.makedirs(f"{data}/part")
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _, _, command in jobs]
    for (folder, part, _), process in zip(jobs, running):
        complaints = process.communicate()[1].decode()
        if process.returncode != 0:
            sys.exit(f"{folder} could not be made: {complaints}")
        os.rename(part, folder)


def write_file(path, text):
    # for the owner's eyes only: one of them holds passwords
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def start_supervisord(variables, log, loaders=1):
    """Starts supervisord, which starts the three servers; returns its process."""
    os.makedirs(log, exist_ok=True)
    make_folders(variables)
    environment = {**os.environ, **variables, "LOG": log, "LOADERS": str(loaders), "HERE": os.getcwd()}
    # no service knows root's password
    del environment["MYSQL_ROOT_PASSWORD"]
    # where we are killed, supervisord ends all in order; a session of its own: ctrl-c reaches only us
    command = [sys.executable, "-m", "supervisor.supervisord", "-c", "local/supervisord.conf"]
    return subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "--", *command], env=environment,
                            stdin=subprocess.DEVNULL, start_new_session=True)


def supervisor(variables):
    """Returns what supervisord can be told and asked, such as startProcess(name)."""
    transport = SupervisorTransport(None, None, f"unix://{variables['DATA']}/supervisor.sock")
    return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor


def read_pids(variables):
    """Returns {name: process id, 0 where it does not run} of all servers and services."""
    return {program["name"]: program["pid"] for program in supervisor(variables).getAllProcessInfo()}


def add_pids(variables, pids):
    # a server that is just being restarted has none, and keeps the old one here: 0 would mean every process to a signal
    variables.update({variable: str(pids[name]) for name, variable in SERVERS.items() if pids[name]})


def connect_as_root(variables, database=None):
    return mysql.connector.connect(
        host="127.0.0.1", port=int(variables["MYSQL_PORT"]), user="root", password=variables["MYSQL_ROOT_PASSWORD"],
        database=database, connection_timeout=3, autocommit=True, allow_local_infile=True)


def versions(variables):
    """Returns the versions of the three servers, or None while one of them does not answer."""
    try:
        client = MongoClient(variables["MONGO_URI"], serverSelectionTimeoutMS=500)
        mongodb = client.server_info()["version"]
        client.close()
        root = connect_as_root(variables)
        mysqld = root.server_info
        root.close()
        AdminClient({"bootstrap.servers": variables["KAFKA_BOOTSTRAP_SERVERS"], "log_level": 0}).list_topics(timeout=2)
    except (PyMongoError, mysql.connector.Error, KafkaException):
        return None
    return f"MongoDB {mongodb}, MySQL {mysqld} and Kafka answer"


def start_servers(variables, log, loaders=1):
    """Returns supervisord's process when the three servers answer and MySQL has its tables."""
    process = start_supervisord(variables, log, loaders)
    end = time.monotonic() + 120
    while not versions(variables):
        if process.poll() is not None or time.monotonic() > end:
            stop_supervisord(process)
            sys.exit(f"a server does not answer, see {log}/")
        time.sleep(0.2)
    print(f"{versions(variables)} on the ports {variables['MONGO_PORT']}, {variables['MYSQL_PORT']} and "
          f"{variables['KAFKA_PORT']}", flush=True)
    make_tables(variables)
    add_pids(variables, read_pids(variables))
    return process


def make_tables(variables):
    """Runs data/mysql_init.sql in both databases; it is safe to run again. A ; inside a statement is not known here."""
    with open("data/mysql_init.sql", encoding="utf-8") as file:
        text = "".join(line for line in file if not line.lstrip().startswith("--"))
    for database in (variables["MYSQL_DATABASE"], "shop_test"):
        root = connect_as_root(variables, database)
        for statement in text.split(";"):
            if statement.strip():
                root.cursor().execute(statement)
        root.close()


def stop_supervisord(process):
    """Ends the services, then Kafka, then the databases, as supervisord.conf says."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.wait()
