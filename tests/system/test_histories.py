"""
Histories - random lives of a few orders over the real servers, and what MySQL must hold then, to the last column

hypothesis draws lists of steps, see history_steps.py. After each list the rest is extracted and loaded, and reconcile
--resend --mark-deleted --yes runs until it changes nothing; then some rows are damaged, and it runs once more. Of a
list that fails the smallest one is printed that was found within forty seconds.

    python3 local/test.py tests/system/test_histories.py -s --histories 10000     other lists in each run
"""
import contextlib
import io
import time
import traceback
from types import SimpleNamespace
from confluent_kafka import KafkaException
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.internal.conjecture import engine
from mysql.connector.errors import InterfaceError, OperationalError
from pymongo.errors import ConnectionFailure
from extractor import extract, find_new_orders
from extractor.connection.kafka_connection_producer import producer
from loader.connection.mysql_connection import connection
from reconcile import mark_deleted, wait_until_loaded
from reconcile.connection import kafka_connection_producer
from reconcile.main import reconcile
from tests.support import environment, verify
from tests.system.history_steps import PLACES, STEPS, History, meanwhile, orders, published

COUNT = 500
SHRINK_SECONDS = 40
MAX_ROUNDS = 5
OPTIONS = SimpleNamespace(resend=True, mark_deleted=True, yes=True)
COLUMNS = {
    "orders": "order_id, customer_id, status, created_at, updated_at, total, read_at, deleted_at",
    "order_items": "order_id, line_number, product_id, quantity, unit_price",
    "customers": "customer_id, name, email, country, newest_order_at, newest_order_id",
    "products": "product_id, name, category, newest_order_at, newest_order_id",
}
# most histories have none, for healing it takes as long as all the rest
DAMAGES = st.sampled_from((
    *[None] * 9,
    "DELETE FROM order_items WHERE order_id = %s",
    "UPDATE orders SET status = 'X', total = 1 WHERE order_id = %s",
    "UPDATE orders SET read_at = '2206-01-01' WHERE order_id = %s",
    "UPDATE order_items SET quantity = 99 WHERE order_id = %s",
    "UPDATE customers SET name = 'Nobody', newest_order_at = '2206-01-01' WHERE newest_order_id = %s",
    "UPDATE products SET newest_order_at = '1000-01-01', newest_order_id = '' WHERE newest_order_id = %s",
))


def rows_of(query, values=()):
    cursor = connection.cursor()
    cursor.execute(query, values)
    rows = cursor.fetchall() if cursor.with_rows else []
    connection.commit()
    return rows


def find_error(history):
    """Returns what is wrong in MongoDB's marks or in MySQL's rows as a sentence, or None."""
    for error in history.oracle.wrong_marks(orders.find()):
        return error
    for table, rows in history.oracle.rows().items():
        stored = rows_of(f"SELECT {COLUMNS[table]} FROM {table} ORDER BY 1, 2")
        if stored != rows:
            return f"{table}: {stored} and not {rows}"
    if rows_of("SELECT COUNT(*) FROM loaded_batches") != [(len(history.loaded),)]:
        return "loaded_batches has not one row a message"
    return None


def heal(history, is_right):
    """Runs reconcile until it changes nothing; returns what is wrong then, or None."""
    loaded, rounds, sentence = None, 0, None
    while loaded != len(history.loaded):
        if is_right and rounds == 1:
            return f"reconcile changes what is right: {sentence}"
        if rounds == MAX_ROUNDS:
            return f"reconcile comes to no end: {sentence}"
        loaded, rounds = len(history.loaded), rounds + 1
        # no claim is from this millisecond
        time.sleep(0.002)
        code, sentence = reconcile(OPTIONS)
        history.load_all()
    differences = history.oracle.differences(list(orders.find()))
    if code or differences:
        return f"reconcile changes nothing, and {differences} are different: {sentence}"
    return find_error(history)


def play(steps, damage):
    """Plays one history to its end; returns what is wrong then, or None."""
    history = History()
    for module in (wait_until_loaded, mark_deleted):
        module.wait_for_loaders = history.load_all
    # its first second is for orders that are being claimed
    wait_until_loaded.time.sleep = lambda seconds: seconds == 1 or history.finish()
    for step in steps:
        history.play(step)
    history.finish()
    documents = list(orders.find())
    error = find_error(history) or heal(history, is_right=not history.oracle.differences(documents))
    if error is None:
        # a replay: the last version of each order has the last word
        for msg in list(history.loaded):
            history.load(msg)
        error = find_error(history)
    if damage and error is None:
        for document in orders.find({"etl_status": "SENT"}):
            rows_of(damage, (document["order_id"],))
        error = heal(history, is_right=False)
    return error


def play_or_say_why(steps, damage):
    """As play(); whatever the services raise is wrong too, and no transaction stays open behind it."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            return play(steps, damage)
        except (KafkaException, ConnectionFailure, InterfaceError, OperationalError) as error:
            # that is no failure, and nothing to make small
            raise KeyboardInterrupt(f"a server does not answer: {error!r}") from error
        except (Exception, SystemExit):
            connection.rollback()
            return traceback.format_exc()


def before(function, action):
    """Returns the function with an action, which gets the same words, before it."""
    def call(*words):
        action(*words)
        return function(*words)
    return call


def prepare(monkeypatch):
    """Puts the steps between the services' functions; what takes long, and is no part of a history, runs once here."""
    # mysql has ended it where the tests before this one took more than a minute, see wait_timeout
    connection.reconnect()
    # they may have left indexes too
    environment.empty()
    extract.extract_new_orders()
    for name, result in (("make_missing_indexes", None), ("create_topic_if_missing", 3), ("topic_warning", None)):
        monkeypatch.setattr(extract, name, lambda result=result: result)
    for place in PLACES:
        action = before(getattr(extract, place), lambda *words, place=place: meanwhile.pop(place, lambda: None)())
        monkeypatch.setattr(extract, place, action)
    for owner, name in ((producer, "note_delivery"), (kafka_connection_producer, "stop_if_not_delivered")):
        action = before(getattr(owner, name), lambda error, message: published.append(message))
        monkeypatch.setattr(owner, name, action)
    monkeypatch.setattr(find_new_orders, "BATCH_SIZE", 2)
    monkeypatch.setattr(wait_until_loaded, "GRACE_SECONDS", 86400)
    monkeypatch.setattr(wait_until_loaded, "STANDSTILL_SECONDS", 5)
    # whoever waits for extractor and loaders lets them work, see play()
    monkeypatch.setattr(wait_until_loaded, "time", SimpleNamespace(monotonic=time.monotonic))
    for module in (wait_until_loaded, mark_deleted):
        monkeypatch.setattr(module, "wait_for_loaders", None)
    # by default five minutes
    monkeypatch.setattr(engine, "MAX_SHRINKING_SECONDS", SHRINK_SECONDS)
    verify.show_stages()


def test_histories(monkeypatch, pytestconfig):
    count = pytestconfig.getoption("--histories")
    prepare(monkeypatch)
    began, sizes, failure = time.monotonic(), [], {}

    def check(steps, damage):
        error = play_or_say_why(steps, damage)
        sizes.append(len(steps))
        if len(sizes) % 500 == 0:
            print(f"{len(sizes)} histories in {time.monotonic() - began:.0f} s", flush=True)
        if error:
            failure.setdefault("first", f"history {len(sizes)} fails after {time.monotonic() - began:.0f} s: {error}")
            # the last one that fails is the smallest one
            failure.update(history=(steps, damage), error=error)
        assert error is None, error

    chosen = settings(
        max_examples=count or COUNT, derandomize=not count, database=None, deadline=None, print_blob=False,
        report_multiple_bugs=False, suppress_health_check=list(HealthCheck))
    try:
        chosen(given(STEPS, DAMAGES)(check))()
    finally:
        if failure:
            steps, damage = failure["history"]
            print(failure["first"], "the smallest one, and what is wrong then:", sep="\n")
            print(*steps, f"damage: {damage}", failure["error"], sep="\n    ")
        seconds = time.monotonic() - began
        print(f"{len(sizes)} histories of {sum(sizes)} steps in {seconds:.0f} s")
