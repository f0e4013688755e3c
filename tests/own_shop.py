"""
Own shop - gives a test a MongoDB database, a MySQL database and a topic of its own

Every test imports this module before it imports a service, for the services read their settings when they are imported:
    from tests import own_shop

FLOW:
    1 read where the servers are, from the environment or from .local/env (written by local/run.py)
    2 name a database and a topic after this process, and tell the services by their usual variables
    3 make the MySQL database with its tables, and let the two users in
    4 extract() and load() run the real services once, start_api() and get() start the query api and ask it
    5 when the process ends, drop all of it

LIBRARIES:
    pymongo, confluent-kafka, mysql-connector-python: talk to MongoDB, Kafka and MySQL
    bson (comes with pymongo): reads the documents of a file in mongodb's extended json
    urllib (comes with Python): asks the api over http
    socket (comes with Python): plain network connections, here to find a free port
    atexit (comes with Python): calls a function when the process ends
"""
import atexit
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
import mysql.connector
import pymongo
from bson import json_util
from bson.codec_options import DatetimeConversion
from confluent_kafka.admin import AdminClient
from tests import read_topic, run_service

ROOT = run_service.ROOT
LOCAL_ENV = ROOT / ".local" / "env"
NAME = f"shop_test_{os.getpid()}"

if "MYSQL_ROOT_PASSWORD" not in os.environ:
    if not LOCAL_ENV.exists():
        sys.exit("no servers are running: start them with python3 local/run.py --servers in another terminal")
    for line in LOCAL_ENV.read_text().splitlines():
        key, value = line.split("=", 1)
        os.environ[key] = value.strip("'")

os.environ["MONGO_DB"] = NAME
os.environ["MYSQL_DATABASE"] = NAME
os.environ["KAFKA_TOPIC_ORDERS"] = NAME
os.environ["KAFKA_GROUP_ID_LOADER"] = NAME

mongo_client = pymongo.MongoClient(os.environ["MONGO_URI"], datetime_conversion="DATETIME_AUTO")
mongo_orders = mongo_client[NAME]["orders"]
# log_level 0: some tests take kafka away, and that the tests' own clients notice it is nothing to print each second
kafka_admin = AdminClient({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "log_level": 0})
topics = [NAME]


def connect_as(user, password, database=None):
    return mysql.connector.connect(
        host=os.environ["MYSQL_HOST"], port=int(os.environ["MYSQL_PORT"]),
        user=user, password=password, database=database, autocommit=True, time_zone="+00:00",
        # a table that a failed test has left locked is waited for a minute, and not for a year
        init_command="SET lock_wait_timeout = 60",
    )


def connect_as_root(database=None):
    return connect_as("root", os.environ["MYSQL_ROOT_PASSWORD"], database)


def make_database():
    root = connect_as_root()
    cursor = root.cursor()
    cursor.execute(f"CREATE DATABASE {NAME}")
    cursor.execute(f"USE {NAME}")
    script = (ROOT / "data" / "mysql_init.sql").read_text(encoding="utf-8")
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    for statement in "\n".join(lines).split(";"):
        if statement.strip():
            cursor.execute(statement)
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {NAME}.* TO '{os.environ['MYSQL_USER']}'")
    cursor.execute(f"GRANT SELECT ON {NAME}.* TO '{os.environ['MYSQL_API_USER']}'")
    root.close()


def stop_all():
    for process in run_service.running:
        run_service.stop(process)


def drop_everything():
    stop_all()
    mongo_client.drop_database(NAME)
    for answer in kafka_admin.delete_topics(topics).values():
        # a topic that no test has made is none to delete, and that is fine
        answer.exception()
    root = connect_as_root()
    cursor = root.cursor()
    cursor.execute(f"REVOKE SELECT, INSERT, UPDATE, DELETE ON {NAME}.* FROM '{os.environ['MYSQL_USER']}'")
    cursor.execute(f"REVOKE SELECT ON {NAME}.* FROM '{os.environ['MYSQL_API_USER']}'")
    cursor.execute(f"DROP DATABASE {NAME}")
    root.close()


def empty_shop():
    """Empties both databases and gives the services that are started from now on a new topic and group."""
    mongo_orders.drop()
    for table in ("order_items", "orders", "customers", "products", "rejected_messages"):
        mysql_rows(f"DELETE FROM {table}")
    topics.append(f"{NAME}_{len(topics)}")
    os.environ["KAFKA_TOPIC_ORDERS"] = os.environ["KAFKA_GROUP_ID_LOADER"] = topics[-1]


def mysql_rows(query, values=()):
    """Runs one statement as root and returns its rows as a list of tuples."""
    root = connect_as_root(NAME)
    cursor = root.cursor()
    cursor.execute(query, values)
    rows = cursor.fetchall() if cursor.with_rows else []
    root.close()
    return rows


def extract(page_size=1500):
    """Runs one extract step to its end."""
    assert run_service.run("extractor.extract", EXTRACT_PAGE_SIZE=str(page_size)) == 0


def load():
    """Runs a loader until nothing is on the way."""
    loader = run_service.start("loader.worker")
    wait_until(lambda: read_topic.messages_on_the_way() == 0)
    assert run_service.stop(loader) == 0


def load_through_pipeline(documents, order_count):
    """Takes documents from MongoDB to MySQL with the real extractor and loader; so many orders must be there then."""
    empty_shop()
    mongo_orders.insert_many(documents)
    extract()
    load()
    assert mysql_rows("SELECT COUNT(*) FROM orders") == [(order_count,)]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_api(port, **changes):
    """Starts the query api as its own MySQL user and returns when it answers; see get()."""
    usual = {"MYSQL_USER": os.environ["MYSQL_API_USER"], "MYSQL_PASSWORD": os.environ["MYSQL_API_PASSWORD"]}
    # uvicorn says nothing of its starts and ends then
    usual["UVICORN_LOG_LEVEL"] = "warning"
    process = run_service.start(f"uvicorn query_api.main:app --host 127.0.0.1 --port {port} --no-access-log", **dict(usual, **changes))
    wait_until(lambda: port_answers(port))
    return process


def port_answers(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/")
        return True
    except urllib.error.URLError:
        return False


def get(port, path, method="GET"):
    """Asks the api as curl does; returns (status, answer) with the answer as python values."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        text = error.read()
        return error.code, json.loads(text) if error.headers["content-type"] == "application/json" else text


def wait_until(question, seconds=30):
    """Asks again and again until the answer is true; fails after so many seconds."""
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(0.05)


def read_json_lines(path):
    """Reads documents from a file in mongodb's extended json, one a line."""
    options = json_util.JSONOptions(datetime_conversion=DatetimeConversion.DATETIME_AUTO)
    return [json_util.loads(line, json_options=options) for line in Path(path).read_text(encoding="utf-8").split("\n") if line]


make_database()
atexit.register(drop_everything)
