"""
Crash at - runs a module in a process of its own and kills it before its k-th call of a server

A call is a command of MongoDB, a statement or commit of MySQL, or a call of our Kafka client. Killed before a call is
killed after the one before it: nobody else can tell them apart. A run that needs fewer calls ends by itself.
The services know nothing of this: pymongo tells a listener, and the classes of the other clients are wrapped here.

LIBRARIES:
    runpy (comes with Python): runs a module as "python -m" does
"""
import importlib
import os
import runpy
import signal
import sys
import time
import confluent_kafka
import pymongo.monitoring
from confluent_kafka import TopicPartition
from mysql.connector.connection_cext import CMySQLConnection

PARTITIONS = (0, 1, 2)
KAFKA_CLIENTS = {
    "extractor": [("kafka_connection_producer", "KafkaProducerClient", ("send", "flush"))],
    "loader": [("kafka_connection_consumer", "KafkaConsumerClient", ("poll", "commit"))],
    "reconcile": [("kafka_connection_producer", "KafkaProducerClient", ("send", "flush")),
                  ("kafka_connection_consumer", "KafkaConsumerClient", ("ends", "count_unfinished"))],
}
# 0 is never
crash = {"place": 0, "calls": 0}


def count_call():
    crash["calls"] += 1
    if crash["calls"] == crash["place"]:
        os.kill(os.getpid(), signal.SIGKILL)


class MongoCalls(pymongo.monitoring.CommandListener):
    def started(self, event):
        count_call()

    def succeeded(self, event):
        pass

    def failed(self, event):
        pass


def wrap(owner, name):
    call = getattr(owner, name)

    def counted(*args, **kwargs):
        count_call()
        return call(*args, **kwargs)
    setattr(owner, name, counted)


def make_kafka_quick():
    """By default a broker waits for half a second before it says that nothing is new."""
    consumer = confluent_kafka.Consumer
    confluent_kafka.Consumer = lambda settings: consumer({**settings, "fetch.wait.max.ms": 10})


def read_a_few_messages(message_count):
    """The loader gets all partitions at once, by its group it would take seconds, and stops after so many messages."""
    from loader import stop_signal
    from loader.connection.kafka_connection_consumer import KafkaConsumerClient
    commit, done = KafkaConsumerClient.commit, []

    def commit_and_stop(self, msg):
        commit(self, msg)
        done.append(msg)
        stop_signal.stopping = len(done) == message_count
    KafkaConsumerClient.commit = commit_and_stop
    KafkaConsumerClient.subscribe = lambda self, topic: self.consumer.assign(
        [TopicPartition(topic, number) for number in PARTITIONS])


def run(place, words, message_count, variables, log):
    """Runs a module with these words; the target of a process, which ends with the module's exit code or is killed."""
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(1, 2)
    os.environ.update(variables)
    crash["place"] = place
    # nothing else goes on here: what reconcile waits for is there at once
    sleep = time.sleep
    time.sleep = lambda seconds: sleep(min(seconds, 0.05))
    # before any client is made: later ones know the listener
    pymongo.monitoring.register(MongoCalls())
    for name in ("cmd_query", "commit"):
        wrap(CMySQLConnection, name)
    make_kafka_quick()
    service = words[0].split(".")[0]
    if service == "loader":
        read_a_few_messages(message_count)
    for module, client, names in KAFKA_CLIENTS[service]:
        for name in names:
            wrap(getattr(importlib.import_module(f"{service}.connection.{module}"), client), name)
    sys.argv = list(words)
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    print(f"{crash['calls']} calls")
