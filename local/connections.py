"""
The connections of reconcile.py: the services' variables, or those that local/run.py wrote to .local/env.
"""
import json
import os
import time
from pathlib import Path

import mysql.connector
import pymongo
from confluent_kafka import Consumer, KafkaException, TopicPartition

ENV_FILE = Path(__file__).parent.parent / ".local" / "env"
FIELDS = {"_id": 0, "document_id": "$_id", "document_bytes": {"$bsonSize": "$$ROOT"}, "order_id": 1, "status": 1, "created_at": 1,
          "updated_at": 1, "customer": 1, "items": 1, "etl_status": 1, "etl_reason": 1}

if ENV_FILE.exists():
    for line in ENV_FILE.read_text().splitlines():
        name, value = line.split("=", 1)
        # what is set in the terminal goes before the file
        os.environ.setdefault(name, value.strip("'"))

TOPIC = os.environ.get("KAFKA_TOPIC_ORDERS", "shop.orders")

mongo = pymongo.MongoClient(
    os.environ.get("MONGO_URI", "mongodb://127.0.0.1:27017/?readConcernLevel=majority"),
    serverSelectionTimeoutMS=3000, datetime_conversion="DATETIME_AUTO", unicode_decode_error_handler="replace",
)
mongo_orders = mongo[os.environ.get("MONGO_DB", "shop")]["orders"]

mysql_connection = mysql.connector.connect(
    host=os.environ.get("MYSQL_HOST", "127.0.0.1"), port=int(os.environ.get("MYSQL_PORT", "3306")),
    user=os.environ.get("MYSQL_USER", "loader"), password=os.environ.get("MYSQL_PASSWORD", "mysqlloaderpassword"),
    database=os.environ.get("MYSQL_DATABASE", "shop"), connection_timeout=3, autocommit=True, time_zone="+00:00",
    **json.loads(os.environ.get("MYSQL_MORE_SETTINGS", "{}")),
)


def mysql_rows(query, values=()):
    cursor = mysql_connection.cursor()
    cursor.execute(query, values)
    rows = cursor.fetchall()
    cursor.close()
    return rows


def committed_offsets(consumer, partitions):
    for second in range(10):
        try:
            return consumer.committed(partitions, timeout=10)
        except KafkaException:
            # a broker that has just started cannot tell yet
            time.sleep(1)
    return consumer.committed(partitions, timeout=10)


def messages_on_the_way():
    """Returns how many messages of the topic the loaders have not finished yet; 0 where there is no such topic."""
    consumer = Consumer({
        **json.loads(os.environ.get("KAFKA_MORE_SETTINGS", "{}")),
        "bootstrap.servers": os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"),
        "group.id": os.environ.get("KAFKA_GROUP_ID_LOADER", "shop-loader"),
    })
    topics = consumer.list_topics(timeout=10).topics
    count = 0
    if TOPIC in topics:
        partitions = [TopicPartition(TOPIC, number) for number in topics[TOPIC].partitions]
        for partition in committed_offsets(consumer, partitions):
            first, end = consumer.get_watermark_offsets(partition, timeout=10)
            # no offset yet counts as the beginning; one behind the end belongs to a topic that was deleted
            done = min(max(partition.offset, first), end)
            count += end - done
    consumer.close()
    return count
