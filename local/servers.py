"""
Starts supervisord with MongoDB, Kafka and MySQL, calls a function that needs them, and stops all in order.
"""
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import xmlrpc.client
from pathlib import Path

import mysql.connector
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from supervisor.xmlrpc import SupervisorTransport

from server_files import make_server_files
from settings import make_variables, write_env_file


def run_with_servers(data, log, action, keep=False):
    """
    Starts the servers, calls action(variables) at once, and stops all when it ends, by Ctrl-C or SIGTERM too. With keep
    the data stays and the ports are the usual ones where they are free. Returns what action returns; None after Ctrl-C.
    """
    lock = open(f"{data}.lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"{os.path.basename(sys.argv[0])} is running already in this folder")
    # set for ctrl-c too: a shell that starts us in the background switches it off
    listen_to_signals(signal.default_int_handler)
    # some of the files hold passwords: from here on all are for the owner's eyes only
    os.umask(0o077)
    supervisord = None
    try:
        for folder in [log] if keep else [log, data]:
            shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(data, exist_ok=True)
        os.makedirs(log)
        variables = make_variables(data, log, keep)
        make_server_files(variables)
        supervisord = start_supervisord(variables)
        return action(variables)
    except KeyboardInterrupt:
        print("\nstopping", flush=True)
    finally:
        listen_to_signals(signal.SIG_IGN)
        if supervisord:
            # it ends the services, then kafka, then the databases
            supervisord.terminate()
            supervisord.wait()
        if not keep:
            shutil.rmtree(data, ignore_errors=True)


def listen_to_signals(handler):
    signal.signal(signal.SIGINT, handler)
    signal.signal(signal.SIGTERM, handler)


def start_supervisord(variables):
    environment = {"LOADERS": "1", **os.environ, **variables}
    # no service knows root's password
    del environment["MYSQL_ROOT_PASSWORD"]
    socket = Path(variables["DATA"], "supervisor.sock")
    socket.unlink(missing_ok=True)
    # where we are killed, supervisord ends all in order; a session of its own: ctrl-c reaches only us
    command = ["setpriv", "--pdeathsig", "TERM", "--", sys.executable, "-m", "supervisor.supervisord"]
    with open(f"{variables['LOG']}/supervisord.log", "w") as log:
        supervisord = subprocess.Popen([*command, "-c", "local/supervisord.conf"], env=environment, stdout=log,
                                       stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    while not socket.exists():
        if supervisord.poll() is not None:
            exit_of("supervisord", variables)
        time.sleep(0.05)
    return supervisord


def exit_of(name, variables):
    sys.exit(f"{name} has ended, see {variables['LOG']}/{name}.log")


def supervisor(variables):
    """Returns what supervisord can be told and asked, such as startProcessGroup(name)."""
    transport = SupervisorTransport(None, None, f"unix://{variables['DATA']}/supervisor.sock")
    return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor


def process_ids(variables):
    """Returns {name: process id, 0 where it is away}."""
    try:
        return {program["name"]: program["pid"] for program in supervisor(variables).getAllProcessInfo()}
    except OSError:
        exit_of("supervisord", variables)


def write_pids(variables, path):
    """Writes the variables, with ids such as MONGOD_PID, to a file; returns the ids."""
    pids = process_ids(variables)
    # a server that is just being restarted keeps its old one here: to a signal 0 would mean every process
    variables.update({f"{name.upper()}_PID": str(pid) for name, pid in pids.items() if pid})
    write_env_file(path, variables)
    return pids


def wait_for_servers(variables):
    mongodb = MongoClient(variables["MONGO_URI"], serverSelectionTimeoutMS=200)
    # log_level 0: that it does not answer yet is nothing to print
    kafka = AdminClient({"bootstrap.servers": variables["KAFKA_BOOTSTRAP_SERVERS"], "log_level": 0,
                         "reconnect.backoff.max.ms": 200})
    wait_for("mongod", variables, mongodb.server_info)
    wait_for("mysqld", variables, lambda: connect_as_root(variables).close())
    wait_for("kafka", variables, lambda: kafka.list_topics(timeout=1))
    words = "MongoDB answers on port {MONGO_PORT}, MySQL on port {MYSQL_PORT}, Kafka on port {KAFKA_PORT}"
    print(words.format(**variables), flush=True)


def wait_for(name, variables, ask):
    """Asks until it answers; ends with a sentence as soon as its process has ended, or after two minutes."""
    end, first_pid = time.monotonic() + 120, 0
    while time.monotonic() < end:
        try:
            return ask()
        except (OSError, PyMongoError, mysql.connector.Error, KafkaException):
            time.sleep(0.1)
        pid = process_ids(variables)[name]
        first_pid = first_pid or pid
        # another one: supervisord has started it again, and does so for ever
        if pid != first_pid:
            exit_of(name, variables)
    sys.exit(f"{name} does not answer, see {variables['LOG']}/{name}.log")


def connect_as_root(variables, database=None):
    return mysql.connector.connect(
        host="127.0.0.1", port=int(variables["MYSQL_PORT"]), user="root", password=variables["MYSQL_ROOT_PASSWORD"],
        database=database, connection_timeout=3, autocommit=True, allow_local_infile=True)


def run_beside_servers(command, variables):
    """Runs a program that finds the servers in its variables and in SERVERS_ENV_FILE; returns its exit code."""
    env_file = f"{variables['DATA']}/env"
    wait_for_servers(variables)
    write_pids(variables, env_file)
    environment = {**os.environ, **variables, "SERVERS_ENV_FILE": os.path.abspath(env_file)}
    # no query api runs here: in a terminal this is the address of another one
    environment.pop("QUERY_API_URL")
    command = ["setpriv", "--pdeathsig", "INT", "--", *command]
    # a session of its own: ctrl-c reaches only us, and the program hears of it once
    program = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        while program.poll() is None:
            # some tests kill a server, and look for its new process id in the file
            write_pids(variables, env_file)
            # ten times a second it costs as much as an idle kafka
            time.sleep(0.5)
        return program.returncode
    finally:
        listen_to_signals(signal.SIG_IGN)
        if program.returncode is None:
            # by ctrl-c's signal: it stops the services that it has started
            program.send_signal(signal.SIGINT)
            program.wait(30)
