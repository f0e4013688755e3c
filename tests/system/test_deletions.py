"""
Deletions - reconcile --resend --mark-deleted while orders flow, and what it does not do without --yes

Too many at once are not marked, and of a MongoDB that was restored from an older backup nothing is resent or marked.
Deletions in any order with other changes are in test_histories.py.
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
    verify.verify_everything(shop, deleted=1)
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
