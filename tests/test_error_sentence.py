"""
Error sentence - what a driver has raised becomes a sentence: which server it is, and what is wrong

FLOW:
    1 ask a MySQL, a MongoDB and a Kafka that are not there, and keep what is raised
    2 ask those that are there for what they refuse: a wrong password, a right, a column that MySQL does not have
    3 make a sentence of each

LIBRARIES:
    mysql-connector-python, pymongo, confluent-kafka: each raises errors of its own kind
"""
import mysql.connector
import pymongo
import pytest
from confluent_kafka import Consumer, KafkaException
from tests.support import environment
from query_api.error_sentence import error_sentence

QUESTIONS = (
    (lambda: mysql.connector.connect(host="127.0.0.1", port=1), mysql.connector.Error, "MySQL does not answer (2003"),
    (lambda: pymongo.MongoClient("127.0.0.1:1", serverSelectionTimeoutMS=100).server_info(),
     pymongo.errors.PyMongoError, "MongoDB does not answer (127.0.0.1:1: "),
    (lambda: Consumer({"bootstrap.servers": "127.0.0.1:1", "group.id": "test", "log_level": 0}).list_topics(timeout=1),
     KafkaException, "Kafka does not answer (KafkaError{code=_TRANSPORT"),
    (lambda: environment.connect_to_mysql(password="wrong"), mysql.connector.Error,
     "MySQL answers, but refuses (1045 (28000): Access denied for user"),
    (lambda: environment.mongo_client["admin"].command("no_such_command"), pymongo.errors.OperationFailure,
     "MongoDB answers, but refuses ("),
    (lambda: {}["total"], KeyError, "The query API has made a mistake (KeyError('total')), its log says where."),
    (lambda: environment.mysql_rows("SELECT orders.colour FROM orders"), mysql.connector.Error,
     "MySQL's tables are of an older edition (Unknown column 'orders.colour' in 'field list'): see Upgrade in RUN.md."),
)


def test_error_sentence():
    for question, kind, beginning in QUESTIONS:
        with pytest.raises(kind) as raised:
            question()
        sentence = error_sentence(raised.value)
        print(repr(raised.value)[:60], "->", sentence)
        assert sentence.startswith(beginning)


if __name__ == "__main__":
    test_error_sentence()
