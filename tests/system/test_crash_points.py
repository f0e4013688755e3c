"""
Crash points - each step is killed before and after every call of a server that it makes; then the others run, and
everything is compared with what the documents say

    python3 local/test.py tests/system/test_crash_points.py -s     prints step, calls, kills, lost, twice

LIBRARIES:
    multiprocessing (comes with Python): "forkserver" copies a process that has the packages loaded already
"""
import json
import multiprocessing
import os
from datetime import datetime, timedelta
from pathlib import Path
import pytest
from bson import Decimal128, json_util
from tests.support import environment, expected, rows, services, topic, verify
from tests.system import crash_at, pipeline_process

processes = multiprocessing.get_context("forkserver")
# __main__ too: each copy would import pytest anew
processes.set_forkserver_preload(["__main__", "tests.system.crash_at", "tests.system.pipeline_process", "tqdm"])
# which the loader loads before it stops
MESSAGES = 3
BASE, NEW, BAD, CHANGED, MOVED, GONE = range(1, 7), range(7, 10), 10, 2, 1, 5
pipeline = {}


@pytest.fixture(scope="module", autouse=True)
def kept_pipeline(tmp_path_factory):
    services.new_shop()
    services.extract()
    # a new broker cannot tell at once
    topic.wait_until_loaded()
    pipeline["mysql"] = environment.connect_to_mysql()
    pipeline.update(questions=processes.Queue(), answers=processes.Queue(), folder=tmp_path_factory.mktemp("logs"))
    log = str(pipeline["folder"] / "pipeline")
    process = processes.Process(target=pipeline_process.work, daemon=True, args=(
        variables(EXTRACT_BATCH_SIZE="100"), pipeline["questions"], pipeline["answers"], log))
    process.start()
    yield
    process.kill()


def variables(**changes):
    names = ("MONGO_DB", "MONGO_COLLECTION", "MYSQL_DATABASE", "KAFKA_TOPIC_ORDERS", "KAFKA_GROUP_ID_LOADER")
    return {**{name: os.environ[name] for name in names}, "EXTRACT_BATCH_SIZE": "4", "EXTRACTOR_NAME": "one", **changes}


def run_pipeline(question="extract and load"):
    pipeline["questions"].put(question)
    assert pipeline["answers"].get(timeout=60) == question


def mysql_rows(query):
    """As environment.mysql_rows(), with one connection for all: a thousand new ones would take a minute."""
    cursor = pipeline["mysql"].cursor()
    cursor.execute(query)
    found = cursor.fetchall() if cursor.with_rows else []
    cursor.close()
    return found


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
    run_pipeline("extract")
    read_at = (datetime.now() + timedelta(seconds=1)).isoformat(" ", "milliseconds")
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
    Path(pipeline["folder"], "orders.json").write_text(lines, encoding="utf-8")
    return {**documents, **{number: make_order(number) for number in NEW}}, set()


def run(place, when, words):
    """Runs a step and returns its exit code, -9 where it was killed; what it waits for goes on meanwhile."""
    rights = {"MYSQL_USER": os.environ["MYSQL_API_USER"], "MYSQL_PASSWORD": os.environ["MYSQL_API_PASSWORD"]}
    log = str(pipeline["folder"] / "step")
    process = processes.Process(target=crash_at.run, args=(
        place, when, words, MESSAGES, variables(**(rights if "reconcile" in words[0] else {})), log))
    process.start()
    while process.is_alive():
        if "reconcile" in words[0]:
            run_pipeline()
        process.join(0.02)
    return process.exitcode


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
        wanted = sorted(tuple(map(as_text, row)) for row in found[table])
        there = sorted(tuple(map(as_text, row)) for row in mysql_rows(query))
        lost += [row for row in wanted if row not in there]
        twice += [row for row in there if row not in wanted]
    # in mongodb too: a file that is put in once more must not double its orders
    ids = [document["order_id"] for document in environment.orders.find({}, {"_id": 0, "order_id": 1})]
    twice += [order_id for order_id in set(ids) if ids.count(order_id) > 1]
    in_hand = environment.orders.count_documents({"etl_status": {"$nin": ["SENT", "REJECTED"]}})
    if lost or twice or in_hand:
        print("lost", lost, "twice", twice, "neither SENT nor REJECTED", in_hand)
    return len(lost) + in_hand, len(twice)


def as_text(value):
    return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else str(value)


STEPS = {
    "extract": (before_extract, ["extractor.extract"]),
    "load": (before_load, ["loader.worker"]),
    "reconcile": (before_reconcile, ["reconcile.main", "--resend", "--mark-deleted", "--yes"]),
    "seed": (before_seed, ["extractor.seed_orders", "FILE"]),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_crash_point(step):
    prepare, words = STEPS[step]
    words = [str(pipeline["folder"] / "orders.json") if word == "FILE" else word for word in words]
    place, all_lost, all_twice, kills, is_killed = 0, 0, 0, 0, True
    while is_killed:
        place += 1
        is_killed = False
        for when in ("before", "after"):
            documents, gone = prepare()
            code = run(place, when, words)
            kills += code == -9
            # the next place too where only one of the two was reached: now and then a step makes a call more or less
            is_killed |= code == -9
            assert code in (0, -9), Path(pipeline["folder"], "step").read_text()
            if step in ("reconcile", "seed"):
                assert run(0, "before", words) == 0, Path(pipeline["folder"], "step").read_text()
            run_pipeline()
            lost, twice = compare(documents, gone)
            all_lost += lost
            all_twice += twice
            if lost or twice:
                print(f"killed {when} call {place}: {lost} lost, {twice} twice")
    print(f"\n{step:10} {place - 1:3} calls  {kills:3} kills  {all_lost} lost  {all_twice} twice")
    assert (all_lost, all_twice) == (0, 0)
    assert kills >= 1.9 * (place - 1)
