"""
Faults - freezes and kills a server, and waits until local/ has started it again

A server is named by the variable of its process id: MONGOD_PID, KAFKA_PID or MYSQLD_PID.
"""
import os
import signal
import socket
from pathlib import Path
import mysql.connector
import pymongo
from confluent_kafka import KafkaException
from tests.support import environment, topic

frozen = []


def server_pid(name):
    """Returns the process id that the server has now; local/ starts a dead server again, and writes it down."""
    values = dict(line.split("=", 1) for line in environment.ENV_FILE.read_text().splitlines())
    return int(values[name])


def freeze(name):
    """Freezes a server; returns its process id."""
    pid = server_pid(name)
    freeze_process(pid)
    return pid


def freeze_process(pid):
    frozen.append(pid)
    os.kill(pid, signal.SIGSTOP)
    # a thread that is at work stops a moment later, and could still give an answer
    tasks = Path(f"/proc/{pid}/task")
    environment.wait_until(lambda: all(") T " in path.read_text() for path in tasks.glob("*/stat")))


def thaw(pid):
    frozen.remove(pid)
    os.kill(pid, signal.SIGCONT)


def kill_server(name, sign=signal.SIGKILL):
    """Kills a server, frozen or not; returns the process id that it had, for wait_for_server()."""
    pid = server_pid(name)
    os.kill(pid, sign)
    if pid in frozen:
        frozen.remove(pid)
    return pid


def server_answers(name):
    """Tells whether a server answers a real question; one whose port is closed is asked nothing."""
    try:
        if name == "KAFKA_PID":
            host, port = os.environ["KAFKA_BOOTSTRAP_SERVERS"].split(":")
            socket.create_connection((host, int(port)), 10).close()
            topic.messages_in_flight()
        if name == "MONGOD_PID":
            environment.mongo_client.admin.command("ping")
        if name == "MYSQLD_PID":
            environment.mysql_rows("SELECT 1")
        return True
    except (pymongo.errors.PyMongoError, KafkaException, mysql.connector.Error, OSError):
        return False


def wait_for_server(name, old_pid):
    """Waits until a new process of a server that was killed answers."""
    environment.wait_until(lambda: server_pid(name) != old_pid and server_answers(name), 90)


def partitions_of_members():
    """Returns for each loader of the newest group how many partitions it has now, such as [1, 2]."""
    group = environment.topics[-1]
    answer = environment.ask_kafka(lambda: environment.kafka_admin.describe_consumer_groups([group])[group].result())
    return sorted(len(member.assignment.topic_partitions) for member in answer.members)
