"""
Faults - freezes and kills a server, tells whether it is back, and takes dead loaders out of their group

A server is named by the variable of its process id: MONGOD_PID, KAFKA_PID or MYSQLD_PID.

FLOW:
    1 freeze() stops a server in the middle of whatever it does, thaw() lets it continue
    2 kill_server() kills it; local/ starts it again, as another process, and is_back() tells when that one answers
    3 leave_group() spares a test the six seconds that Kafka keeps the partitions of a loader that was killed

LIBRARIES:
    signal (comes with Python): SIGSTOP freezes a process, SIGCONT wakes it, SIGKILL ends it at once
    socket, struct (come with Python): plain network connections, and numbers and texts as bytes
    pymongo, confluent-kafka, mysql-connector-python: each has an error of its own for a server that is away
"""
import os
import signal
import socket
import struct
import mysql.connector
import pymongo
from confluent_kafka import KafkaException
from tests.support import environment, topic

frozen = []
LEAVE_GROUP = 13


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
    """Tells whether a server answers a real question; one whose port is closed is asked nothing."""
    try:
        if name == "KAFKA_PID":
            connect_to_kafka().close()
            topic.messages_in_flight()
        if name == "MONGOD_PID":
            environment.mongo_client.admin.command("ping")
        if name == "MYSQLD_PID":
            environment.mysql_rows("SELECT 1")
        return True
    except (pymongo.errors.PyMongoError, KafkaException, mysql.connector.Error, OSError):
        return False


def is_back(name, old_pid):
    return server_pid(name) != old_pid and server_answers(name)


def connect_to_kafka():
    host, port = os.environ["KAFKA_BOOTSTRAP_SERVERS"].split(":")
    return socket.create_connection((host, int(port)), 10)


def group_members():
    """Returns the member ids of the group that the newest loaders belong to."""
    group = environment.topics[-1]
    description = environment.kafka_admin.describe_consumer_groups([group])[group].result()
    return [member.member_id for member in description.members]


def partitions_of_members():
    """Returns for each loader of that group how many partitions it has now, such as [1, 2]."""
    group = environment.topics[-1]
    members = environment.kafka_admin.describe_consumer_groups([group])[group].result().members
    return sorted(len(member.assignment.topic_partitions) for member in members)


def as_text(text):
    return struct.pack(">h", len(text)) + text.encode("ascii")


def leave_group():
    """Says for each member of the group that it leaves, in the bytes of Kafka's LeaveGroup request, version 0."""
    with connect_to_kafka() as connection:
        for member_id in group_members():
            # kind and version of the request, its number, and who asks
            request = struct.pack(">hhi", LEAVE_GROUP, 0, 1) + as_text("test")
            request += as_text(environment.topics[-1]) + as_text(member_id)
            connection.sendall(struct.pack(">i", len(request)) + request)
            # the answer: its length, the number of the request, an error code
            answer = connection.recv(10, socket.MSG_WAITALL)
            code = struct.unpack(">iih", answer)[2]
            # 25: kafka does not know this member, it has taken it out itself
            assert code in (0, 25), f"kafka answered with error {code}"
