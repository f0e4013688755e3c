"""
Break server - freezes and kills a server, and tells whether it is back

A server is named by the variable of its process id: MONGOD_PID, KAFKA_PID or MYSQLD_PID.

FLOW:
    1 freeze() stops a server in the middle of whatever it does, thaw() lets it go on
    2 kill_server() kills it; local/ starts it again, as another process
    3 is_back() tells when that one answers

LIBRARIES:
    signal (comes with Python): what may be sent to a process; SIGSTOP freezes it, SIGCONT wakes it, SIGKILL ends it at once
    socket (comes with Python): plain network connections; one that is refused shows that a server is away
    pymongo, confluent-kafka, mysql-connector-python: each has an error of its own for a server that is away
"""
import os
import signal
import socket
from pathlib import Path
import mysql.connector
import pymongo
from confluent_kafka import KafkaException
from tests import own_shop, read_topic

frozen = []


def server_pid(name):
    """Returns the process id that the server has now; local/ starts a dead server again, and writes it down."""
    path = Path(os.environ.get("SERVERS_ENV_FILE", own_shop.LOCAL_ENV))
    values = dict(line.split("=", 1) for line in path.read_text().splitlines())
    return int(values[name])


def freeze(name):
    """Freezes a server; returns its process id."""
    pid = server_pid(name)
    freeze_process(pid)
    return pid


def freeze_process(pid):
    frozen.append(pid)
    os.kill(pid, signal.SIGSTOP)


def thaw(pid):
    frozen.remove(pid)
    os.kill(pid, signal.SIGCONT)


def kill_server(name, sign=signal.SIGKILL):
    """Kills a server, frozen or not; returns the process id that it had, for is_back()."""
    pid = server_pid(name)
    os.kill(pid, sign)
    if pid in frozen:
        frozen.remove(pid)
    return pid


def server_answers(name):
    """Tells whether a server answers a real question; one that does not is asked nothing but whether its port is open."""
    try:
        if name == "KAFKA_PID":
            host, port = os.environ["KAFKA_BOOTSTRAP_SERVERS"].split(":")
            socket.create_connection((host, int(port)), 1).close()
            read_topic.messages_on_the_way()
        if name == "MONGOD_PID":
            own_shop.mongo_client.admin.command("ping")
        if name == "MYSQLD_PID":
            own_shop.mysql_rows("SELECT 1")
        return True
    except (pymongo.errors.PyMongoError, KafkaException, mysql.connector.Error, OSError):
        return False


def is_back(name, old_pid):
    return server_pid(name) != old_pid and server_answers(name)
