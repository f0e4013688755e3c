"""
Replay - the loader reads the topic once more, as a person would make it, and MySQL stays as it is

FLOW:
    1 put orders through in three versions each or fewer, with an older version that arrives last and a strange message
    2 set the offsets of the loader's group to 0 with the command of RUN.md, while no loader is running
    3 start the loader, and look at all five tables again and again until it has read everything: no column changes, but loaded_at
    4 the same with the second half of the topic
    5 the other way, without stopping anything: a second loader with a group name of its own reads all from the beginning
    6 while a loader of the group is running the command of step 2 is refused
    7 do the accounts

LIBRARIES:
    confluent-kafka: commit() writes down in Kafka how far a group has come; here it is set back by hand
    subprocess (comes with Python): runs a program as a person would and reads what it prints
    bson (comes with pymongo): the types that MongoDB stores, such as Decimal128 for exact decimals
"""
import os
import subprocess
import sys
from datetime import datetime, timedelta
from bson import Decimal128
from confluent_kafka import Consumer, Producer, TopicPartition
from tests import accounts, own_shop, read_topic, run_service

NOON = datetime(2026, 1, 6, 12)
COUNT = 240

# the program that stands in run.md under replay
SET_OFFSETS = """
import os
from confluent_kafka import Consumer, TopicPartition
consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": os.environ["KAFKA_GROUP_ID_LOADER"]})
consumer.commit(offsets=[TopicPartition(os.environ["KAFKA_TOPIC_ORDERS"], number, 0) for number in range(3)], asynchronous=False)
"""


def make_order(number, version):
    # in its third version an order belongs to another customer, and so to another partition
    customer_id = f"C{number % 30}" if version < 3 else f"C{100 + number % 30}"
    return {
        "order_id": f"R{number}",
        "status": ("PENDING", "PAID", "SHIPPED")[version - 1],
        "created_at": NOON,
        "updated_at": NOON + timedelta(days=version, seconds=number),
        "customer": {"customer_id": customer_id, "name": f"Zoë {customer_id}", "email": "zoe@example.com", "country": "Ireland"},
        "items": [make_item(number, version, line) for line in range(1 + (number + version) % 4)],
    }


def make_item(number, version, line):
    product_id = f"P{(number + version + line) % 20}"
    price = Decimal128(f"{number}.{version}{line}")
    return {"product_id": product_id, "name": f"Tea {product_id}", "category": "Kitchen", "quantity": version, "unit_price": price}


def change_orders(version, step):
    """Replaces every so many-th order by a newer version, as an application would, and sends it; returns these versions."""
    orders = [make_order(number, version) for number in range(0, COUNT, step)]
    for order in orders:
        own_shop.mongo_orders.replace_one({"order_id": order["order_id"]}, order)
    own_shop.extract(page_size=15)
    return orders


def everything():
    """Returns the rows of all five tables with all columns, but for loaded_at."""
    root = own_shop.connect_as_root(own_shop.NAME)
    cursor = root.cursor()
    tables = []
    for table in ("customers", "products", "order_items", "rejected_messages"):
        cursor.execute(f"SELECT * FROM {table}")
        tables.append(sorted(cursor.fetchall()))
    cursor.execute("SELECT order_id, customer_id, status, created_at, updated_at FROM orders")
    tables.append(sorted(cursor.fetchall()))
    root.close()
    return tables


def count_loaded_since(moment):
    return own_shop.mysql_rows("SELECT COUNT(*) FROM orders WHERE loaded_at >= %s", (moment,))[0][0]


def set_offsets(command):
    """Runs the command in a terminal where the usual variables are set; returns (exit code, what it complained of)."""
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True)
    return done.returncode, done.stderr


def consumer_of(group):
    return Consumer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": group})


def set_offsets_to_half(group):
    """Sets the group to the middle of each partition."""
    consumer = consumer_of(group)
    halves = []
    for number in range(3):
        first, end = consumer.get_watermark_offsets(TopicPartition(own_shop.topics[-1], number), timeout=10)
        halves.append(TopicPartition(own_shop.topics[-1], number, end // 2))
    consumer.commit(offsets=halves, asynchronous=False)
    consumer.close()


def start_loader(group):
    return run_service.start("loader.worker", KAFKA_GROUP_ID_LOADER=group)


def replay(group, before):
    """Starts a loader and looks at the tables until it has read all; returns how many orders were written again."""
    print(f"  {read_topic.messages_on_the_way(group)} messages are on the way again")
    started = own_shop.mysql_rows("SELECT UTC_TIMESTAMP(3)")[0][0]
    loader = start_loader(group)
    looks = 0
    while read_topic.messages_on_the_way(group) > 0:
        assert everything() == before
        looks += 1
    assert run_service.stop(loader) == 0
    assert everything() == before
    count = count_loaded_since(started)
    print(f"  {count} orders were written again; looked {looks} times while it went on, no column changed")
    return count


def test_replay_changes_nothing():
    own_shop.empty_shop()
    print(f"1 put orders through: {COUNT}, every second in two versions, every sixth in three; an older version comes last")
    orders = [make_order(number, 1) for number in range(COUNT)]
    own_shop.mongo_orders.insert_many(orders)
    own_shop.extract(page_size=15)
    orders += change_orders(version=2, step=2)
    stranger = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})
    stranger.produce(own_shop.topics[-1], b"hello", partition=1)
    stranger.flush()
    orders += change_orders(version=3, step=6)
    late = [make_order(number, 1) for number in range(0, COUNT, 30)]
    own_shop.mongo_orders.insert_many(late)
    own_shop.extract()
    own_shop.load()
    accounts.check_rows(orders + late)
    before = everything()
    print("  rows of customers, products, order_items, rejected_messages and orders:", [len(rows) for rows in before])

    print("2 set the offsets of the loader's group to 0")
    group = own_shop.topics[-1]
    assert set_offsets(SET_OFFSETS) == (0, "")
    messages = read_topic.messages_on_the_way(group)
    print("3 start the loader, and look at the tables all the while")
    assert replay(group, before) == COUNT

    print("4 the same with the second half")
    set_offsets_to_half(group)
    assert 0 < read_topic.messages_on_the_way(group) < messages
    assert 0 < replay(group, before) < COUNT

    print("5 the other way: all of it with a second loader, which has a group name of its own, beside the usual one")
    loader = start_loader(group)
    assert read_topic.messages_on_the_way(group + "_again") == messages
    assert replay(group + "_again", before) == COUNT

    print("6 while a loader of the group is running, the command of step 2")
    own_shop.wait_until(lambda: set_offsets(SET_OFFSETS)[0] != 0)
    code, complaint = set_offsets(SET_OFFSETS)
    print("  exit code", code, complaint.strip().splitlines()[-1])
    assert "UNKNOWN_MEMBER_ID" in complaint
    own_shop.wait_until(lambda: read_topic.messages_on_the_way(group) == 0)
    assert run_service.stop(loader) == 0

    print("7 do the accounts")
    assert everything() == before
    accounts.do_accounts(orders + late, sent=COUNT + len(late), refused_messages=1)


if __name__ == "__main__":
    test_replay_changes_nothing()
