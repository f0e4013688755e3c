"""
Environment - points the services at databases and a topic for tests, wherever the servers are

A test imports this module before it imports a service, for the services read their settings when they are imported:
    from tests.support import environment

The databases are shop_test, topic and group are new: the running shop is never touched.
"""
import atexit
import os
import sys
import threading
import time
from pathlib import Path
import mysql.connector
import pymongo
from bson import ObjectId
from confluent_kafka import OFFSET_END, Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient
from tests.support import contract  # noqa: F401

ROOT = Path(__file__).parent.parent.parent
ENV_FILE = Path(os.environ.get("SERVERS_ENV_FILE", ROOT / ".local" / "env"))
DATABASE = "shop_test"
TABLES = ("order_items", "orders", "customers", "products", "loaded_batches", "rejected_messages", "loaders_seen")

# in a container the addresses are variables; local/run.py writes them into the file
if "MONGO_URI" not in os.environ:
    if not ENV_FILE.exists():
        sys.exit("no servers are running: start them with python3 local/run.py in another terminal")
    for line in ENV_FILE.read_text().splitlines():
        key, value = line.split("=", 1)
        os.environ.setdefault(key, value.strip("'"))

os.environ["MONGO_DB"] = os.environ["MYSQL_DATABASE"] = DATABASE
os.environ["MONGO_COLLECTION"] = "orders"
topics = []
# a connection for each thread: to open one, with tls, takes 50 ms of processor time, and some tests ask all the time
kept = threading.local()

mongo_client = pymongo.MongoClient(os.environ["MONGO_URI"], datetime_conversion="DATETIME_AUTO")
orders = mongo_client[DATABASE]["orders"]
extractor_runs = mongo_client[DATABASE]["extractor_runs"]
# some tests take kafka away: that the tests' own clients notice it is nothing to print, and they look for it often
kafka_admin = AdminClient({
    "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "log_level": 0, "reconnect.backoff.max.ms": 500,
})


def new_topic():
    """Gives the services that are started, or imported, from now on a new topic and group."""
    topics.append(f"shop_test_{ObjectId()}")
    os.environ["KAFKA_TOPIC_ORDERS"] = os.environ["KAFKA_GROUP_ID_LOADER"] = topics[-1]


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
    if not hasattr(kept, "connection"):
        kept.connection = connect_to_mysql()
    # some tests kill mysql
    kept.connection.ping(reconnect=True)
    cursor = kept.connection.cursor()
    cursor.execute(query, values)
    rows = cursor.fetchall() if cursor.with_rows else []
    cursor.close()
    return rows


def new_consumer(group="test"):
    # a broker keeps a question for half a second where it has no new message, and the next one waits behind it
    return Consumer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": group, "log_level": 0,
                     "enable.auto.commit": False, "fetch.wait.max.ms": 10})


def topic_partitions(offset):
    """Returns a TopicPartition at this offset for each partition of the newest topic; KeyError where there is none."""
    partitions = kafka_admin.list_topics(timeout=10).topics[topics[-1]].partitions
    return [TopicPartition(topics[-1], number, offset) for number in sorted(partitions)]


def empty():
    """Empties both databases and the topic."""
    orders.drop()
    extractor_runs.drop()
    for table in TABLES:
        mysql_rows(f"DELETE FROM {table}")
    if topics[-1] in kafka_admin.list_topics(timeout=10).topics:
        ask_kafka(delete_messages)


def delete_messages():
    for answer in kafka_admin.delete_records(topic_partitions(OFFSET_END)).values():
        answer.result()


def new_messages():
    """Returns the messages of the newest topic since empty(), partition by partition."""
    consumer = new_consumer()
    messages = []
    for partition in topic_partitions(0):
        first, end = ask_kafka(lambda: consumer.get_watermark_offsets(partition, timeout=10))
        consumer.assign([TopicPartition(partition.topic, partition.partition, first)])
        messages += [consumer.poll(10) for offset in range(first, end)]
    consumer.close()
    return messages


def ask_kafka(question):
    """Calls question() and returns its answer; a broker or topic that is new cannot tell at once: it is asked again."""
    for number in range(50):
        try:
            return question()
        except KafkaException:
            time.sleep(0.2)
    return question()


def wait_until(question, seconds=30):
    """Asks again and again until the answer is true; fails after so many seconds."""
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(0.1)


def remove_what_is_left():
    # not the database: the extractor's user may not drop it
    orders.drop()
    extractor_runs.drop()
    for answer in kafka_admin.delete_topics(topics).values():
        # a topic that no test has made is none to delete, and that is fine
        answer.exception()


new_topic()
atexit.register(remove_what_is_left)
