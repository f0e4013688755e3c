import sys
import mysql.connector
from confluent_kafka import KafkaException
from pymongo.errors import PyMongoError

SERVERS = ((PyMongoError, "MongoDB"), (KafkaException, "Kafka"), (mysql.connector.Error, "MySQL"))


def name_server(kind, error, traceback):
    """Python calls this with an error that ends the program: where a server is away, one sentence names the server."""
    for errors, server in SERVERS:
        if isinstance(error, errors):
            # what a driver says may be long: its first words name the address
            words = " ".join(str(error).split())[:200]
            print(f"exit code 1: {server} does not answer as it should: {words}", flush=True)
            return
    sys.__excepthook__(kind, error, traceback)


# imported before the connections, for they are made when they are imported; python's exit code stays 1
sys.excepthook = name_server
