"""
Environment - points the services at databases and a topic for tests, wherever the servers are

A test imports this module before it imports a service, for the services read their settings when they are imported:
    from tests.support import environment

FLOW:
    1 the addresses come from the variables of the container, or from .local/env (written by local/run.py)
    2 the databases are shop_test, the topic and the group are new: the running shop is never touched
    3 empty() empties both databases, new_messages() begins after it; mysql_rows() shows what is in MySQL

LIBRARIES:
    pymongo, confluent-kafka, mysql-connector-python: talk to MongoDB, Kafka and MySQL
    atexit (comes with Python): calls a function when the process ends
"""
import atexit
import os
import sys
import time
from pathlib import Path
import mysql.connector
import pymongo
from bson import ObjectId
from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

ROOT = Path(__file__).parent.parent.parent
ENV_FILE = Path(os.environ.get("SERVERS_ENV_FILE", ROOT / ".local" / "env"))
DATABASE = "shop_test"
TABLES = ("order_items", "orders", "customers", "products", "loaded_batches", "rejected_messages")

if "MONGO_URI" not in os.environ:
    if not ENV_FILE.exists():
        sys.exit("no servers are running: start them with python3 local/run.py in another terminal")
    for line in ENV_FILE.read_text().splitlines():
        key, value = line.split("=", 1)
        os.environ.setdefault(key, value.strip("'"))

os.environ["MONGO_DB"] = os.environ["MYSQL_DATABASE"] = DATABASE
os.environ["MONGO_COLLECTION"] = "orders"
topics = [f"shop_test_{ObjectId()}"]
os.environ["KAFKA_TOPIC_ORDERS"] = os.environ["KAFKA_GROUP_ID_LOADER"] = topics[0]

mongo_client = pymongo.MongoClient(os.environ["MONGO_URI"], datetime_conversion="DATETIME_AUTO")
orders = mongo_client[DATABASE]["orders"]
# log_level 0: some tests take kafka away, and that the tests' own clients notice it is nothing to print
kafka_admin = AdminClient({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "log_level": 0})
# where each partition of the first topic ended when empty() was called
topic_ends = {}


def connect_to_mysql(user=None, password=None, database=DATABASE):
    """Returns a connection as the loader's user, or as another one; what it reads is never from an old moment."""
    return mysql.connector.connect(
        host=os.environ["MYSQL_HOST"], port=int(os.environ["MYSQL_PORT"]), database=database,
        user=user or os.environ["MYSQL_USER"], password=password or os.environ["MYSQL_PASSWORD"],
        autocommit=True, time_zone="+00:00",
        # a table that a failed test has left locked is waited for a minute, and not for a year
        init_command="SET lock_wait_timeout = 60",
    )


def mysql_rows(query, values=()):
    """Runs one statement as the loader's user and returns its rows as a list of tuples."""
    connection = connect_to_mysql()
    cursor = connection.cursor()
    cursor.execute(query, values)
    rows = cursor.fetchall() if cursor.with_rows else []
    connection.close()
    return rows


def new_consumer(group="test"):
    return Consumer({
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": group,
        "enable.auto.commit": False, "log_level": 0,
    })


def empty():
    """Empties both databases; new_messages() begins after what is in the topic now."""
    orders.drop()
    for table in TABLES:
        mysql_rows(f"DELETE FROM {table}")
    consumer = new_consumer()
    topic = consumer.list_topics(timeout=10).topics.get(topics[0])
    for number in topic.partitions if topic else ():
        partition = TopicPartition(topics[0], number)
        topic_ends[number] = ask_kafka(lambda: consumer.get_watermark_offsets(partition, timeout=10))[1]
    consumer.close()


def new_messages():
    """Returns the messages that came into the first topic since empty(), partition by partition."""
    consumer = new_consumer()
    messages = []
    for number in sorted(consumer.list_topics(timeout=10).topics[topics[0]].partitions):
        partition = TopicPartition(topics[0], number, topic_ends.get(number, 0))
        end = ask_kafka(lambda: consumer.get_watermark_offsets(partition, timeout=10))[1]
        consumer.assign([partition])
        messages += [consumer.poll(10) for offset in range(partition.offset, end)]
    consumer.close()
    return messages


def ask_kafka(question):
    """Calls question() and returns its answer; a broker or topic that is new cannot tell at once: it is asked again."""
    for second in range(10):
        try:
            return question()
        except KafkaException:
            time.sleep(1)
    return question()


def wait_until(question, seconds=30):
    """Asks again and again until the answer is true; fails after so many seconds."""
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(0.05)


def remove_what_is_left():
    # not the database: the extractor's user may not drop it
    orders.drop()
    for answer in kafka_admin.delete_topics(topics).values():
        # a topic that no test has made is none to delete, and that is fine
        answer.exception()


atexit.register(remove_what_is_left)
