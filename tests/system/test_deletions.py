"""
Deletions - what is no longer in MongoDB is deleted in MySQL by reconcile --mark-deleted, also while orders flow

A MongoDB that was restored from an older backup is not the truth: nothing of it is resent or marked. At the end seven
nights, each after faults of another kind. A deletion is one more version of an order: see the tests of versions.
"""
import os
import random
import time
import pytest
from tests.support import environment, random_orders, services, topic, traffic, verify
from tests.support.environment import mysql_rows, wait_until

running = []


@pytest.fixture(autouse=True)
def shop():
    """Runs an extractor and a loader; returns the 150 orders A1 to A150, which are loaded."""
    services.new_shop()
    orders = []
    random_orders.put_orders(150, random.Random(150), orders)
    for module in ("extractor.main", "loader.worker"):
        running.append(services.start(module, output=open(os.devnull, "w"), EXTRACT_INTERVAL_SECONDS="1"))
    wait_until_drained()
    yield orders
    traffic.close_shop()
    while running:
        services.stop(running.pop())


def wait_until_drained():
    wait_until(lambda: environment.orders.count_documents({"etl_status": {"$nin": ["SENT", "REJECTED"]}}) == 0)
    wait_until(lambda: topic.messages_in_flight() == 0)


def delete(*order_ids):
    environment.orders.delete_many({"order_id": {"$in": order_ids}})


def change(known_id, **fields):
    environment.orders.update_one({"order_id": known_id}, {"$set": {**fields, "etl_status": None}})


def deleted_ids():
    return sorted(row[0] for row in mysql_rows("SELECT order_id FROM orders WHERE deleted_at IS NOT NULL"))


def night(code, sentence, *words):
    """Runs the night line; fails unless it ends with this code, and says this in its last line."""
    found_code, numbers, text = verify.run_reconcile("--resend", "--mark-deleted", *words)
    assert found_code == code and sentence in text.splitlines()[-1]
    return numbers


def restore(backup):
    """Puts a backup of MongoDB in place of what is there."""
    environment.orders.drop()
    environment.orders.insert_many(backup)


def test_deleted_replayed_and_back(shop):
    messages = environment.new_messages()
    backup = environment.orders.find_one({"order_id": "A1"})
    texts = [mysql_rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("customers", "products")]
    traffic.open_shop()
    delete("A1")
    night(0, "nothing is missing or different, 1 deleted now of ")
    assert deleted_ids() == ["A1"]
    night(0, "nothing is missing or different of ")
    traffic.forget()
    verify.verify_rows(shop)
    # all that came before comes once more, as from a loader that was frozen, or in a replay
    for message in messages:
        topic.send_message(message.value(), message.key(), message.partition())
    wait_until_drained()
    verify.verify_everything(shop, sent=149, deleted=1)
    assert [mysql_rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("customers", "products")] == texts
    # as it was: sent, and claimed before it was marked
    environment.orders.insert_one(backup)
    assert night(0, "nothing is missing or different, 1 resent and right now of 150 documents")["different"] == 1
    verify.verify_everything(shop)


def test_too_many(shop):
    traffic.open_shop()
    backup = list(environment.orders.find())
    delete(*(f"A{number}" for number in range(1, 101)))
    night(1, "orders are more than one in a hundred: --yes if it is right")
    assert deleted_ids() == []
    night(0, "100 deleted now of ", "--yes")
    assert len(deleted_ids()) == 100
    environment.orders.insert_many([document for document in backup if document["order_id"] == "A7"])
    night(0, "nothing is missing or different, 1 resent and right now of ")
    assert "A7" not in deleted_ids() and len(deleted_ids()) == 99


def test_order_ids_change(shop):
    # the second document of an order
    random_orders.insert([shop[3]])
    wait_until_drained()
    environment.orders.delete_one({"order_id": "A4"})
    change("A1", order_id="B0")
    change("A2", order_id=["A2"])
    change("A3", status="")
    wait_until_drained()
    night(0, "1 REJECTED with an older row, 2 deleted now of ", "--yes")
    assert deleted_ids() == ["A1", "A2"]
    change(["A2"], order_id="A2")
    wait_until_drained()
    assert deleted_ids() == ["A1"]


def test_older_mongodb(shop):
    older = list(environment.orders.find())
    for number in range(1, 21):
        change(f"A{number}", status="SHIPPED")
    random_orders.put_orders(10, random.Random(7), shop)
    wait_until_drained()
    newer = list(environment.orders.find())
    rows = verify.stored_rows()
    restore(older)
    numbers = night(1, "20 MongoDB older than MySQL, 10 only in MySQL of 150 documents: see An older MongoDB in "
                       "RUN.md; nothing is marked deleted, for MongoDB is older than MySQL")
    assert (numbers["MongoDB_older_than_MySQL"], numbers["only_in_MySQL"]) == (20, 10)
    # after new orders, too
    traffic.open_shop()
    time.sleep(2)
    assert night(1, "20 MongoDB older than MySQL")["MongoDB_older_than_MySQL"] == 20
    traffic.forget()
    assert verify.stored_rows()["orders"] == rows["orders"] and deleted_ids() == []

    # somebody says that it is right: what is gone keeps status, lines and total
    night(0, "20 resent and right now, 10 deleted now of ", "--yes")
    assert len(deleted_ids()) == 10
    assert [row for row in verify.stored_rows()["orders"] if int(row[0][1:]) > 150] == [
        row for row in rows["orders"] if int(row[0][1:]) > 150]
    # and the right backup is found
    restore(newer)
    numbers = night(1, "MongoDB older than MySQL")
    assert numbers["different"] == 10 and deleted_ids() == []
    night(0, "20 resent and right now", "--yes")
    assert verify.stored_rows()["orders"] == rows["orders"]


FAULTS = (
    "DELETE FROM order_items WHERE order_id = %s", "UPDATE orders SET status = 'X' WHERE order_id = %s",
    "UPDATE orders SET total = 1 WHERE order_id = %s", "UPDATE order_items SET quantity = 99 WHERE order_id = %s",
    "UPDATE orders SET read_at = '2206-01-01' WHERE order_id = %s",
    "UPDATE customers SET name = 'Nobody' WHERE newest_order_id = %s",
    "UPDATE products SET newest_order_at = '1000-01-01', newest_order_id = '' WHERE newest_order_id = %s",
)


def test_seven_nights(shop):
    """Each night other faults; each morning nothing is wrong, and MySQL has what MongoDB has."""
    traffic.open_shop()
    rng, gone = random.Random(7), []
    for number in range(7):
        there = [order["order_id"] for order in shop if order["order_id"] not in gone]
        for fault in rng.sample(FAULTS, 3):
            for order_id in rng.sample(there, 5):
                mysql_rows(fault, (order_id,))
        gone.append(rng.choice(there))
        delete(gone[-1])
        night(0, "nothing is missing or different, ")
        assert deleted_ids() == sorted(gone)
        code, numbers, text = verify.run_reconcile()
        assert code == 0
    traffic.forget()
    verify.verify_rows([order for order in shop], ("orders", "order_items"))
