"""
Reconcile - it finds, names and heals each kind of difference while the shop is open, and never cries wolf

One set of services, 30 new orders and 10 changes a second, and thirty orders B1 to B30 that only this test touches.
Longer: python3 local/test.py tests/system/test_reconcile.py -s -k false_alarm --minutes 20
"""
import os
import random
import threading
import time
from datetime import datetime, timedelta
import pytest
from bson import Decimal128
from tests.support import environment, faults, row_locks, services, topic, verify
from tests.support.environment import mysql_rows, wait_until

TABLES = ("customers", "products", "orders", "order_items")
running, closed = {}, threading.Event()


@pytest.fixture(scope="module", autouse=True)
def open_shop():
    services.new_shop()
    environment.orders.insert_many([make_order(number) for number in range(1, 31)])
    start("extractor.main")
    start("loader.worker")
    wait_until(lambda: count_sent() == 30 and topic.messages_in_flight() == 0)
    selling = threading.Thread(target=sell, daemon=True)
    selling.start()
    yield
    closed.set()
    selling.join()
    stop("extractor.main")
    stop("loader.worker")


def sell():
    """Until the shop is closed: three new orders and a change ten times a second, of fifty customers who move too."""
    count = 0
    while not closed.wait(0.1):
        new = [make_order(number, "T", created_at=datetime.utcnow()) for number in range(count, count + 3)]
        environment.orders.insert_many([dict(order, _id=order["order_id"]) for order in new])
        count += len(new)
        moved = {"status": "SHIPPED", "customer.country": f"Country {count}", "etl_status": None}
        environment.orders.update_one({"_id": f"T{random.randrange(count)}"}, {"$set": moved})


def start(module):
    running[module] = services.start(module, output=open(os.devnull, "w"), EXTRACT_INTERVAL_SECONDS="1")


def stop(module):
    services.stop(running[module])


@pytest.fixture(autouse=True)
def start_again():
    """What a test has left ended is started again, as docker does."""
    yield
    for module, process in running.items():
        if process.poll() is not None:
            start(module)


def make_order(number, shop="B", **changes):
    """Order B5 is of customer BC5 and has the products BP5 and BQ5; in the shop T fifty customers have all orders."""
    person = number % 50 if shop == "T" else number
    customer = {"customer_id": f"{shop}C{person}", "name": "Zoë", "email": "zoe@example.com", "country": "Ireland"}
    items = [{"product_id": f"{shop}{letter}{person}", "name": "Tea", "category": "Kitchen", "quantity": 2,
              "unit_price": Decimal128("9.90")} for letter in "PQ"]
    date = datetime(2026, 1, 5)
    return {"_id": number, "order_id": f"{shop}{number}", "status": "PAID", "created_at": date, "updated_at": date,
            "customer": customer, "items": items, **changes}


def count_sent():
    return environment.orders.count_documents({"_id": {"$lte": 30}, "etl_status": "SENT"})


def change(number, **fields):
    environment.orders.update_one({"_id": number}, {"$set": fields})


def base_rows():
    """Returns all rows of the thirty orders, without the dates of claiming and loading."""
    columns = "order_id, customer_id, status, created_at, updated_at, total, deleted_at"
    return [
        mysql_rows(f"SELECT {columns} FROM orders WHERE order_id LIKE 'B%' ORDER BY order_id"),
        mysql_rows("SELECT * FROM order_items WHERE order_id LIKE 'B%' ORDER BY order_id, line_number"),
        mysql_rows("SELECT * FROM customers WHERE customer_id LIKE 'B%' ORDER BY customer_id"),
        mysql_rows("SELECT * FROM products WHERE product_id LIKE 'B%' ORDER BY product_id"),
    ]


def find(code, *words, sentence="", options=(), **numbers):
    """Runs reconcile; fails unless it ends with this code, this in its last line, and these numbers and no others."""
    found_code, found, text = verify.run_reconcile(*options)
    for label in ("in_MySQL_as_in_MongoDB", "orders_in_MySQL", "claimed_since", "in_hand", "new", "REJECTED"):
        found.pop(label, None)
    assert (found_code, found) == (code, numbers)
    last = text.splitlines()[-1]
    assert last.startswith(f"exit code {code}: ") and sentence in last
    for word in words:
        assert word in text, word
    return text


# what is done in mysql, and what is said of it
FAULTS = [
    ("DELETE FROM order_items WHERE order_id IN ('B1', 'B2', 'B20')", "document 20: SENT, but not in MySQL\n"),
    ("DELETE FROM orders WHERE order_id IN ('B1', 'B2', 'B20')", "    order 'B1', document 1: SENT, but not in MySQL"),
    ("UPDATE orders SET status = 'X', updated_at = '2206-01-01' WHERE order_id = 'B4'", "status is 'X' in MySQL and "),
    ("UPDATE orders SET total = total + 1 WHERE order_id = 'B5'",
     "total is '40.6000' in MySQL and '39.6000' in MongoDB"),
    ("DELETE FROM order_items WHERE order_id = 'B6' AND line_number = 1", "1 lines in MySQL and 2 in MongoDB"),
    ("INSERT INTO order_items VALUES ('B7', 3, 'BP7', 1, 1)", "3 lines in MySQL and 2 in MongoDB"),
    ("UPDATE order_items SET unit_price = 9.9001 WHERE order_id = 'B8' AND line_number = 2",
     "line 2: unit_price is '9.9001' in MySQL and '9.9000' in MongoDB"),
    ("UPDATE orders SET customer_id = 'BC1' WHERE order_id = 'B9'",
     "customer_id is 'BC1' in MySQL and 'BC9' in MongoDB"),
    ("UPDATE customers SET country = 'Iceland' WHERE customer_id = 'BC10'",
     "customer 'BC10': customer_country is 'Iceland' in MySQL and 'Ireland' in MongoDB"),
    ("UPDATE customers SET newest_order_at = '2206-01-01' WHERE customer_id = 'BC11'", "customer 'BC11': "),
    ("UPDATE customers SET newest_order_at = '1000-01-01', newest_order_id = '' WHERE customer_id = 'BC12'",
     "customer 'BC12': has the texts of order '' of "),
    # of the same order as the customer above, which is resent once
    ("UPDATE products SET name = 'Coffee' WHERE product_id = 'BQ12'",
     "product 'BQ12': name is 'Coffee' in MySQL and 'Tea' in MongoDB"),
    ("UPDATE orders SET read_at = '2206-01-01' WHERE order_id = 'B14'",
     "order 'B14', document 14: read_at is 2206-01-01 00:00:00.000 in MySQL"),
]


def test_found_and_healed():
    rows = base_rows()
    for statement, sentence in FAULTS:
        mysql_rows(statement)
    # of tomorrow, and without a date, which counts as a claim from before
    change(3, etl_at=datetime(2206, 1, 1))
    change(20, etl_at="yesterday")
    numbers = dict(missing=3, different=6, customer_different=3, product_different=1, claimed_in_the_future=2)
    said = "3 missing, 6 different, 3 customer different, 1 product different, 2 claimed in the future of "
    find(1, "order 'B3', document 3: etl_at is 2206-01-01", *[sentence for statement, sentence in FAULTS],
         sentence=f"exit code 1: {said}", **numbers)
    healed = "exit code 0: nothing is missing or different, 14 resent and right now of"
    find(0, options=["--resend"], sentence=healed, **numbers)
    assert base_rows() == rows
    find(0, sentence="exit code 0: nothing is missing or different of ")


def test_somebody_else_writes_into_mysql():
    """A trigger changes rows on their way: after --resend they are counted as they are then."""
    mysql_rows("DELETE FROM order_items WHERE order_id IN ('B1', 'B2')")
    mysql_rows("DELETE FROM orders WHERE order_id IN ('B1', 'B2')")
    row_locks.root_rows("""
        CREATE TRIGGER somebody BEFORE INSERT ON orders FOR EACH ROW SET
            NEW.status = IF(NEW.order_id IN ('B1', 'B2'), 'X', NEW.status),
            NEW.read_at = IF(NEW.order_id = 'B1', NEW.read_at + INTERVAL 2 SECOND, NEW.read_at)""")
    wrong = "exit code 1: 1 different, 1 MongoDB older than MySQL of "
    find(1, sentence=wrong, options=["--resend"], missing=2)
    row_locks.root_rows("DROP TRIGGER somebody")
    find(0, sentence="2 resent and right now of ", options=["--resend", "--yes"], different=1,
         MongoDB_older_than_MySQL=1)


def test_the_newest_order_drops_a_product():
    """Of twenty orders that name it one is sent once more: the newest of those that still do."""
    shared = {"product_id": "BSHARED", "name": "Tea", "category": "Kitchen", "quantity": 1,
              "unit_price": Decimal128("1.00")}
    orders = [make_order(number, created_at=datetime(2026, 2, 1, number - 100)) for number in range(101, 121)]
    # the newest one is not the last one that is looked at
    environment.orders.insert_many([dict(order, items=[*order["items"], shared]) for order in reversed(orders)])
    ids = {"_id": {"$in": [order["_id"] for order in orders]}, "etl_status": "SENT"}
    wait_until(lambda: environment.orders.count_documents(ids) == 20 and topic.messages_in_flight() == 0)
    change(120, items=orders[-1]["items"], etl_status=None)
    newest = "SELECT newest_order_id FROM products WHERE product_id = 'BSHARED'"
    wait_until(lambda: mysql_rows(newest) == [("",)])
    find(1, "order 'B119', document 119: product 'BSHARED': has the texts of order '' of", product_different=1)
    find(0, options=["--resend"], sentence="1 resent and right now of", product_different=1)
    assert mysql_rows(newest) == [("B119",)]


def test_documents_of_all_kinds():
    rows = base_rows()
    # a word of the shop's own is new, an order changed into nothing is rejected
    change(15, etl_status="LOST")
    change(16, items="gone", etl_status=None)
    environment.orders.insert_one(make_order(17, _id=31))
    change(18, items="gone")
    wait_until(lambda: count_sent() == 29 and topic.messages_in_flight() == 0)
    # only the document that was claimed last is named, and resent: the other one must not win over it
    mysql_rows("UPDATE orders SET status = 'X' WHERE order_id = 'B17'")
    find(1, "order 'B18', document 18: SENT, but changed since into something that is no order",
         "order 'B17', document 31: status is 'X'", different=2, REJECTED_with_an_older_row=1,
         several_documents_with_one_order_id=1)
    find(0, "    order 'B17': 2 documents\n", options=["--resend"], different=2, REJECTED_with_an_older_row=1,
         several_documents_with_one_order_id=1)
    find(0, sentence="1 several documents with one order_id, 2 REJECTED with an older row of",
         REJECTED_with_an_older_row=2, several_documents_with_one_order_id=1)
    assert base_rows() == rows
    environment.orders.delete_one({"_id": 31})
    for number in (16, 17, 18):
        environment.orders.replace_one({"_id": number}, make_order(number))
    wait_until(lambda: count_sent() == 30)


def freeze_loader(when, before_thaw=lambda: None):
    """Waits until when() is true, then freezes the loader for three seconds."""
    def freeze():
        wait_until(when)
        faults.freeze_process(running["loader.worker"].pid)
        before_thaw()
        time.sleep(3)
        faults.thaw(running["loader.worker"].pid)
        # it may have been away for too long for its group, and end
        stop("loader.worker")
        start("loader.worker")
    freezing = threading.Thread(target=freeze)
    freezing.start()
    return freezing


def test_a_loader_is_late():
    """What it has not loaded yet is waited for, also after --resend; an order that comes back meanwhile is alive."""
    mysql_rows("DELETE FROM order_items WHERE order_id = 'B1' AND line_number = 1")
    environment.orders.delete_one({"_id": 29})
    claim = environment.orders.find_one({"_id": 1}, {"etl_status": 1, "etl_at": 1})
    freezing = freeze_loader(lambda: environment.orders.count_documents(claim) == 0,
                             lambda: environment.orders.insert_one(make_order(29)))
    find(0, sentence=" 1 resent and right now of", options=["--resend", "--mark-deleted"], different=1, only_in_MySQL=1)
    freezing.join()
    wait_for_all()
    assert mysql_rows("SELECT order_id FROM orders WHERE deleted_at IS NOT NULL") == []


def test_an_extractor_is_late():
    """What it has in hand is waited for first, and what is in Kafka then: an order that is SENT now may be there."""
    wait_for_all()
    change(30, status="SHIPPED", etl_status="SENDING", etl_by="another", etl_at=datetime.utcnow())
    in_hand = environment.orders.find_one({"_id": 30})

    def send():
        # mysql may close a session that waits
        user = os.environ["MYSQL_API_USER"]
        for session in row_locks.root_rows(f"SELECT id FROM information_schema.processlist WHERE user = '{user}'"):
            row_locks.root_rows(f"KILL {session[0]}")
        topic.send_signed([topic.on_the_wire(in_hand, in_hand["etl_at"])])
        change(30, etl_status="SENT")

    until = time.monotonic() + 4
    freezing = freeze_loader(lambda: time.monotonic() > until, send)
    find(0, "waiting for 1 orders that an extractor has in hand\n")
    freezing.join()
    change(30, status="PAID", etl_status=None)


def test_stages_that_stand_still():
    faults.freeze_process(running["loader.worker"].pid)
    time.sleep(2)
    code, found, text = verify.run_reconcile(limits=(4, 60))
    sentence = "messages in Kafka that no loader has finished: for 4 seconds they have not become fewer"
    assert code == 1 and text.splitlines()[-1].endswith(sentence)
    faults.thaw(running["loader.worker"].pid)
    # it was away for too long for its group, and ends
    stop("loader.worker")
    start("loader.worker")
    stop("extractor.main")
    # the shop is open: there are new orders, which nobody claims
    code, found, text = verify.run_reconcile(limits=(300, 11))
    last = text.splitlines()[-1]
    assert code == 1 and found["new_and_never_claimed"] > 5 and last.endswith("does not get to them, see its log")
    # the extractor of another collection is none of this one
    soon = datetime.utcnow() + timedelta(minutes=1)
    environment.extractor_runs.insert_one({"collection": "others", "seen_at": soon, "interval_seconds": 1})
    code, found, text = verify.run_reconcile(limits=(300, 11))
    assert (code, text.splitlines()[-1]) == (1, "exit code 1: no extractor was seen lately: start one, or see its log")
    start("extractor.main")
    stop("loader.worker")
    mysql_rows("DELETE FROM loaders_seen")
    code, found, text = verify.run_reconcile()
    assert (code, text.splitlines()[-1]) == (1, "exit code 1: no loader was seen lately: start one, or see its log")
    start("loader.worker")


@pytest.mark.parametrize("variable, server", [
    ("MONGO_URI", "MongoDB"), ("KAFKA_BOOTSTRAP_SERVERS", "Kafka"), ("MYSQL_PORT", "MySQL")])
def test_a_server_is_away(variable, server):
    port = services.free_port()
    address = {"MONGO_URI": f"mongodb://127.0.0.1:{port}/", "MYSQL_PORT": str(port)}.get(variable, f"127.0.0.1:{port}")
    code, found, text = verify.run_reconcile(**{variable: address})
    last = text.splitlines()[-1]
    assert code == 1 and last.startswith(f"exit code 1: {server} ") and "Traceback" not in text


def test_what_is_done_only_with_yes():
    """Of a MongoDB that was restored from an older backup nothing is resent or marked; too many are not marked."""
    older = list(environment.orders.find({"_id": {"$lte": 30}}).sort("_id"))
    for number in range(1, 21):
        change(number, status="SHIPPED", etl_status=None)
    wait_until(lambda: count_sent() == 30)
    night = ["--resend", "--mark-deleted"]
    find(0, options=night)
    rows = base_rows()
    for document in older:
        environment.orders.replace_one({"_id": document["_id"]}, document)
    environment.orders.delete_one({"_id": 30})
    numbers = {"MongoDB_older_than_MySQL": 20, "only_in_MySQL": 1}
    text = find(1, sentence="20 MongoDB older than MySQL, 1 only in MySQL of ", options=night, **numbers)
    assert "see An older MongoDB in RUN.md; nothing is marked deleted, for MongoDB is older than MySQL, " in text
    assert base_rows() == rows
    # somebody says that it is right
    find(0, sentence="20 resent and right now, 1 deleted now of ", options=[*night, "--yes"], **numbers)
    assert mysql_rows("SELECT order_id, status FROM orders WHERE deleted_at IS NOT NULL") == [("B30", "PAID")]
    assert "SHIPPED" not in [row[2] for row in base_rows()[0]]
    # it comes back as it was: sent, and claimed before it was marked
    environment.orders.insert_one(older[29])
    find(0, sentence="1 resent and right now of ", options=night, different=1)
    assert mysql_rows("SELECT order_id FROM orders WHERE deleted_at IS NOT NULL") == []
    ids = [f"T{number}" for number in range(mysql_rows("SELECT COUNT(*) FROM orders")[0][0] // 20)]
    environment.orders.delete_many({"_id": {"$in": ids}})
    numbers = {"only_in_MySQL": len(ids)}
    find(1, sentence="orders are more than one in a hundred: --yes if it is right", options=night, **numbers)
    find(0, sentence=f"{len(ids)} deleted now of ", options=[*night, "--yes"], **numbers)
    assert mysql_rows("SELECT COUNT(*) FROM orders WHERE deleted_at IS NOT NULL") == [(len(ids),)]


def test_the_topic_is_deleted():
    rows = base_rows()
    stop("loader.worker")
    for number in range(1, 21):
        change(number, etl_status=None, status="SHIPPED")
    wait_until(lambda: count_sent() == 30)
    environment.kafka_admin.delete_topics([environment.topics[-1]])[environment.topics[-1]].result()
    start("loader.worker")
    wait_until(lambda: environment.topics[-1] in environment.kafka_admin.list_topics(timeout=10).topics)
    code, found, text = verify.run_reconcile()
    assert code == 1 and found["different"] >= 20
    code, found, text = verify.run_reconcile("--resend")
    assert code == 0
    find(0)
    assert base_rows()[1:] == rows[1:]
    assert [row[2] for row in base_rows()[0]].count("SHIPPED") == 20


@pytest.mark.parametrize("backup", ["older", "empty"])
def test_mysql_is_restored(backup):
    wait_for_all()
    # the lines first: each of them has its order in the backup then
    columns = {table: mysql_rows(f"SELECT * FROM {table}") for table in reversed(TABLES)}
    if backup == "empty":
        columns = {table: [] for table in TABLES}
    for number in range(1, 6):
        change(number, status="REFUNDED", etl_status=None)
    time.sleep(2)
    stop("loader.worker")
    for table in reversed(TABLES):
        mysql_rows(f"DELETE FROM {table}")
    connection = environment.connect_to_mysql()
    cursor = connection.cursor()
    for table in TABLES:
        if columns[table]:
            marks = ", ".join(["%s"] * len(columns[table][0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", columns[table])
    connection.close()
    start("loader.worker")
    code, found, text = verify.run_reconcile()
    assert code == 1 and found["missing"] > 30
    code, found, text = verify.run_reconcile("--resend")
    assert code == 0
    find(0)
    assert [row[2] for row in base_rows()[0]].count("REFUNDED") == 5


def wait_for_all():
    wait_until(lambda: count_sent() == 30)
    wait_until(lambda: topic.messages_in_flight() < 3)


def test_false_alarm(minutes):
    end = time.monotonic() + minutes * 60
    runs = 0
    while runs < 3 or time.monotonic() < end:
        find(0)
        runs += 1
    print(f"{runs} runs, no false alarm")
