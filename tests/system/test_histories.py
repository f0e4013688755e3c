"""
Histories - random lives of a few orders over the real servers, and what MySQL must hold then, to the last column

hypothesis draws lists of steps (history_steps.py). After each list the rest is extracted and loaded, then reconcile
--resend --mark-deleted --yes runs until it changes nothing. A list that fails is made small, and printed.

    python3 local/test.py tests/system/test_histories.py -s --histories 10000     other lists in each run
"""
import contextlib
import io
import time
import traceback
from types import SimpleNamespace
from hypothesis import HealthCheck, given, settings
from extractor import extract, find_new_orders
from extractor.connection.kafka_connection_producer import producer as extractor_producer
from loader.connection.mysql_connection import connection as loader_connection
from reconcile import wait_until_loaded
from reconcile.connection.kafka_connection_consumer import consumer
from reconcile.connection.kafka_connection_producer import producer as reconcile_producer
from reconcile.main import reconcile
from tests.support import verify
from tests.support.topic_reader import TopicReader
from tests.system.history_steps import PLACES, STEPS, History, orders, pass_by

OPTIONS = SimpleNamespace(resend=True, mark_deleted=True, yes=True)
SHRINK_SECONDS = 60
QUERIES = {
    "orders": """SELECT order_id, customer_id, status, created_at, updated_at, total, read_at, deleted_at
        FROM orders ORDER BY order_id""",
    "order_items": "SELECT order_id, line_number, product_id, quantity, unit_price FROM order_items ORDER BY 1, 2",
    "customers": "SELECT customer_id, name, email, country, newest_order_at, newest_order_id FROM customers ORDER BY 1",
    "products": "SELECT product_id, name, category, newest_order_at, newest_order_id FROM products ORDER BY 1",
}


def rows_of(query):
    cursor = loader_connection.cursor()
    cursor.execute(query)
    rows = cursor.fetchall()
    loader_connection.commit()
    return rows


def find_error(history):
    """Returns what is wrong in MongoDB's marks or MySQL's rows as a sentence, or None."""
    for error in history.oracle.wrong_marks(orders.find()):
        return error
    expected = history.oracle.rows()
    for table, query in QUERIES.items():
        stored = rows_of(query)
        if stored != expected[table]:
            return f"{table}: {stored} and not {expected[table]}"
    if rows_of("SELECT COUNT(*) FROM loaded_batches") != [(len(history.loaded),)]:
        return "not one row a message in loaded_batches"


def end(history):
    """Brings a history to its end; returns what is wrong then, or None."""
    history.finish()
    error, code, count = find_error(history), 1, None
    while error is None and count != len(history.loaded):
        differences, count = history.oracle.differences(list(orders.find())), len(history.loaded)
        # later than all claims
        time.sleep(0.002)
        code, sentence = reconcile(OPTIONS)
        history.finish()
        error = find_error(history)
        if not differences and count != len(history.loaded):
            return f"reconcile changes what is right: {sentence}"
    if error is None and (differences or code):
        return f"reconcile changes nothing: {sentence}, and {differences} is different"
    return error


def play(steps, topic):
    """Plays one history; returns what is wrong at its end, or None."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            history = History(topic)
            # whoever waits for the extractor and the loaders lets them work
            wait_until_loaded.time.sleep = lambda seconds: history.finish()
            for step in steps:
                history.play(step)
            return end(history)
        except (Exception, SystemExit):
            # whatever the services raise is a failure too; no transaction stays open behind it
            loader_connection.rollback()
            return traceback.format_exc()


def test_histories(monkeypatch, pytestconfig):
    count = pytestconfig.getoption("--histories")
    for place in PLACES:
        monkeypatch.setattr(extract, place, pass_by(place, getattr(extract, place)))
    monkeypatch.setattr(find_new_orders, "BATCH_SIZE", 2)
    monkeypatch.setattr(wait_until_loaded, "GRACE_SECONDS", 86400)
    monkeypatch.setattr(wait_until_loaded, "STANDSTILL_SECONDS", 5)
    monkeypatch.setattr(wait_until_loaded, "time", SimpleNamespace(monotonic=time.monotonic))
    # once: they are no part of a history, and take as long as all the rest of a run
    extract.make_missing_indexes()
    topic = TopicReader()
    monkeypatch.setattr(extract, "make_missing_indexes", lambda: None)
    monkeypatch.setattr(extract, "create_topic_if_missing", lambda: len(topic.ends))
    monkeypatch.setattr(extract, "topic_warning", lambda: None)
    # each of its questions to kafka takes as long as a step; what was sent and not loaded is known
    monkeypatch.setattr(consumer, "partitions", lambda name: topic.ends)
    monkeypatch.setattr(consumer, "ends", lambda name: None)
    monkeypatch.setattr(consumer, "count_unfinished", lambda name, ends: len(topic.unread))
    for producer in (extractor_producer, reconcile_producer):
        monkeypatch.setattr(producer, "send", topic.noting(producer.send))
    verify.show_stages()
    failure = {"steps": None, "error": None, "until": None}
    began, played = time.monotonic(), []

    def check(steps):
        if failure["steps"] and time.monotonic() > failure["until"]:
            # enough: the smallest list fails as before, and no other one does
            error = failure["error"] if steps == failure["steps"] else None
        else:
            error = play(steps, topic)
            played.append(len(steps))
            if len(played) % 500 == 0:
                print(f"{len(played)} histories in {time.monotonic() - began:.0f} s", flush=True)
            if error:
                if failure["steps"] is None:
                    print(f"history {len(played)} fails after {time.monotonic() - began:.0f} s")
                    failure["until"] = time.monotonic() + SHRINK_SECONDS
                failure.update(steps=steps, error=error)
        assert error is None, error

    chosen = settings(
        max_examples=count or 500, derandomize=not count, database=None, deadline=None, print_blob=False,
        report_multiple_bugs=False, suppress_health_check=list(HealthCheck))
    try:
        chosen(given(STEPS)(check))()
    finally:
        for step in failure["steps"] or ():
            print("   ", *step)
        seconds = time.monotonic() - began
        print(f"{len(played)} histories, {sum(played)} steps, {len(played) / seconds:.1f} histories/s")
