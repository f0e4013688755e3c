"""
Crash points - each step is killed before every call of a server that it makes, and so after each too; then the others
run, and everything is compared with what the documents say

    python3 local/test.py tests/system/test_crash_points.py -s     prints step, calls, kills, lost, twice

LIBRARIES:
    multiprocessing (comes with Python): "forkserver" copies a process that has the packages loaded already
"""
import contextlib
import io
import json
import multiprocessing
import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
import pytest
from bson import Decimal128, json_util
from confluent_kafka import TopicPartition
from tests.support import environment, expected, rows, topic, verify
from tests.support.environment import mysql_rows
from tests.system import crash_at
from extractor.claim_orders import release_own_claims
from extractor.create_topic import TOPIC
from extractor.extract import extract_new_orders
from extractor.seed_orders import seed_file
from loader.load_message import load_message
from loader.reject_message import message_error, reject_message
from reconcile import wait_until_loaded
from reconcile.connection.mysql_connection import connection
from reconcile.main import reconcile

processes = multiprocessing.get_context("forkserver")
# __main__ too: each copy would import pytest anew
processes.set_forkserver_preload(["__main__", "tests.system.crash_at", "tqdm"])
# which the loader loads before it stops
MESSAGES = 3
BASE, NEW, BAD, CHANGED, MOVED, GONE = range(1, 7), range(7, 10), 10, 2, 1, 5
OPTIONS = SimpleNamespace(resend=True, mark_deleted=True, yes=True)
kept = {}


@pytest.fixture(scope="module", autouse=True)
def shop(tmp_path_factory):
    # all use the topic that the extractor of this process was imported with
    os.environ["KAFKA_TOPIC_ORDERS"] = os.environ["KAFKA_GROUP_ID_LOADER"] = TOPIC
    environment.empty()
    # other tests may have killed mysql since
    connection.reconnect()
    kept.update(consumer=environment.new_consumer(TOPIC), folder=tmp_path_factory.mktemp("logs"))
    # a new broker cannot tell at once
    environment.ask_kafka(run_pipeline)
    yield
    kept["consumer"].close()


def run_pipeline():
    """What the other extractor and loaders do, in this process: to start them each time would take a second."""
    extract()
    load()


def extract():
    with contextlib.redirect_stdout(io.StringIO()):
        release_own_claims()
        extract_new_orders()


def load():
    """Loads all that no loader has finished, as loader/worker.py does, but for the waiting."""
    consumer, left, places = kept["consumer"], 0, [TopicPartition(TOPIC, number) for number in crash_at.PARTITIONS]
    for place in consumer.committed(places, timeout=10):
        first, end = consumer.get_watermark_offsets(place, timeout=10)
        places[place.partition].offset = max(place.offset, first)
        left += end - places[place.partition].offset
    consumer.assign(places)
    while left:
        msg = consumer.poll(1.0)
        if msg is None or msg.error():
            continue
        error = message_error(msg)
        if error:
            reject_message(msg, error)
        else:
            load_message(msg, json.loads(msg.value()), "")
        consumer.commit(message=msg, asynchronous=False)
        left -= 1


def make_order(number, **changes):
    """Order A5 is of customer C3 and has product P1, which others have too, and product Q5, which is its own."""
    # all of them, and number nine, belong to one partition
    customer = {"customer_id": ("C0", "C1", "C3")[number % 3], "name": f"Zoë {number}", "email": f"{number}@é",
                "country": "Ireland"}
    items = [{"product_id": id, "name": f"Tea {number}", "category": "Kitchen", "quantity": number,
              "unit_price": Decimal128("9.90")} for id in (f"P{number % 4}", f"Q{number}")]
    date = datetime(2026, 1, 1) + timedelta(days=number)
    return {"_id": number, "order_id": f"A{number}", "status": "PAID", "created_at": date, "updated_at": date,
            "customer": customer, "items": items, **changes}


def put_base():
    """Six orders are in MongoDB and MySQL, and no others."""
    environment.orders.delete_many({})
    for table in environment.TABLES:
        mysql_rows(f"DELETE FROM {table}")
    environment.orders.insert_many([make_order(number) for number in BASE])
    run_pipeline()
    return {number: make_order(number) for number in BASE}


def change_the_shop():
    """New orders, a bad one, and changes: of status, of customer, and into what is no order. Returns the good ones."""
    changed = [make_order(CHANGED, status="SHIPPED"),
               make_order(MOVED, customer=dict(make_order(MOVED)["customer"], customer_id="C9"))]
    environment.orders.insert_many([make_order(BAD, items=[]), *[make_order(number) for number in NEW]])
    for document in changed:
        environment.orders.replace_one({"_id": document["_id"]}, document)
    environment.orders.update_one({"_id": 3}, {"$set": {"status": "", "etl_status": None}})
    return {document["_id"]: document for document in [*[make_order(number) for number in NEW], *changed]}


def before_extract():
    documents = put_base()
    return {**documents, **change_the_shop()}, set()


def before_load():
    """Three kinds of messages are in the topic: orders, the deletion of one, and what nobody has signed."""
    documents, gone = before_extract()
    extract()
    read_at = (datetime.utcnow() + timedelta(seconds=1)).isoformat(" ", "milliseconds")
    deletions = [{"order_id": f"A{GONE}", "read_at": read_at}]
    topic.send_signed_value({"schema": "deletions.v1", "deletions": deletions})
    topic.send_message(json.dumps({"orders": []}).encode(), key="nobody's", partition=1)
    return documents, {f"A{GONE}"}


def before_reconcile():
    """An order and a line are missing in MySQL, a customer is different, and an order is no longer in MongoDB."""
    documents, gone = before_extract()
    run_pipeline()
    mysql_rows(f"DELETE FROM order_items WHERE order_id = 'A{CHANGED}' OR product_id = 'Q4'")
    mysql_rows(f"DELETE FROM orders WHERE order_id = 'A{CHANGED}'")
    mysql_rows("UPDATE customers SET name = 'Wrong' WHERE customer_id = 'C0'")
    environment.orders.delete_one({"_id": GONE})
    verify.show_stages()
    return documents, {f"A{GONE}"}


def before_seed():
    documents = put_base()
    new = [make_order(number) for number in (BASE[0], *NEW)]
    # one without an _id, which is given one
    del new[-1]["_id"]
    lines = "\n".join(json_util.dumps(document) for document in new)
    Path(kept["folder"], "orders.json").write_text(lines, encoding="utf-8")
    return {**documents, **{number: make_order(number) for number in NEW}}, set()


def run(place, words):
    """Runs a step and returns its exit code, -9 where it was killed; what it waits for goes on meanwhile."""
    names = ("MONGO_DB", "MONGO_COLLECTION", "MYSQL_DATABASE", "KAFKA_TOPIC_ORDERS", "KAFKA_GROUP_ID_LOADER")
    variables = {**{name: os.environ[name] for name in names}, "EXTRACT_BATCH_SIZE": "4"}
    if "reconcile" in words[0]:
        variables.update(MYSQL_USER=os.environ["MYSQL_API_USER"], MYSQL_PASSWORD=os.environ["MYSQL_API_PASSWORD"])
    process = processes.Process(target=crash_at.run, args=(place, words, MESSAGES, variables, f"{kept['folder']}/step"))
    process.start()
    while process.is_alive():
        if "reconcile" in words[0]:
            run_pipeline()
        process.join(0.02)
    return process.exitcode


def again(step):
    """Whoever has started reconcile or seed starts it once more; in this process, which takes half the time."""
    with contextlib.redirect_stdout(io.StringIO()):
        if step == "reconcile":
            code, sentence = reconcile(OPTIONS)
            assert code == 0, sentence
        elif step == "seed":
            seed_file(f"{kept['folder']}/orders.json")


def compare(documents, gone):
    """Returns (how many rows there should be and are not, how many there are and should not be)."""
    found = rows.rows_of(expected.read_orders(documents.values()))
    found["orders"] = [row[:6] + (int(row[0] in gone),) for row in found["orders"]]
    stored = {
        "orders": """SELECT order_id, customer_id, status, created_at, updated_at, total, deleted_at IS NOT NULL
            FROM orders""",
        "order_items": f"SELECT {rows.COLUMNS['order_items']} FROM order_items",
        "customers": f"SELECT {rows.COLUMNS['customers']} FROM customers WHERE newest_order_id != ''",
        "products": f"SELECT {rows.COLUMNS['products']} FROM products WHERE newest_order_id != ''",
    }
    lost, twice = [], []
    for table, query in stored.items():
        wanted, there = rows.as_texts(found[table]), rows.as_texts(mysql_rows(query))
        lost += [row for row in wanted if row not in there]
        twice += [row for row in there if row not in wanted]
    # in mongodb too: a file that is put in once more must not double its orders
    ids = [document["order_id"] for document in environment.orders.find({}, {"_id": 0, "order_id": 1})]
    twice += [order_id for order_id in set(ids) if ids.count(order_id) > 1]
    in_hand = environment.orders.count_documents({"etl_status": {"$nin": ["SENT", "REJECTED"]}})
    if lost or twice or in_hand:
        print("lost", lost, "twice", twice, "neither SENT nor REJECTED", in_hand)
    return len(lost) + in_hand, len(twice)


STEPS = {
    "extract": (before_extract, ["extractor.extract"]),
    "load": (before_load, ["loader.worker"]),
    "reconcile": (before_reconcile, ["reconcile.main", "--resend", "--mark-deleted", "--yes"]),
    "seed": (before_seed, ["extractor.seed_orders", "FILE"]),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_crash_point(step, monkeypatch):
    # while reconcile waits, the others work
    sleep = SimpleNamespace(monotonic=time.monotonic, sleep=lambda seconds: run_pipeline())
    monkeypatch.setattr(wait_until_loaded, "time", sleep)
    prepare, words = STEPS[step]
    words = [str(kept["folder"] / "orders.json") if word == "FILE" else word for word in words]
    place, all_lost, all_twice, code = 0, 0, 0, -9
    while code == -9:
        place += 1
        documents, gone = prepare()
        code = run(place, words)
        assert code in (0, -9), Path(kept["folder"], "step").read_text()
        again(step)
        run_pipeline()
        lost, twice = compare(documents, gone)
        all_lost += lost
        all_twice += twice
        if lost or twice:
            print(f"killed before call {place}: {lost} lost, {twice} twice")
    print(f"\n{step:10} {place - 1:3} calls and kills  {all_lost} lost  {all_twice} twice")
    assert (all_lost, all_twice) == (0, 0)
    assert place > 2
