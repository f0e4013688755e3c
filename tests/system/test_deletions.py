"""
Deletions - what is no longer in MongoDB becomes DELETED in MySQL by reconcile --mark-deleted, and nothing else does

A deletion is one more version of an order: what kills and frozen loaders do is in the tests of versions and loaders.
"""
import random
from datetime import timedelta
from tests.support import environment, random_orders, services, topic, verify
from reconcile import main, mark_deleted
from reconcile.connection.mysql_connection import connection


def new_orders():
    services.new_shop()
    orders = []
    random_orders.put_orders(150, random.Random(150), orders)
    extract_and_load()
    return orders


def extract_and_load():
    services.extract()
    services.load()


def delete(*order_ids):
    environment.orders.delete_many({"order_id": {"$in": order_ids}})


def change(known_id, **fields):
    environment.orders.update_one({"order_id": known_id}, {"$set": {**fields, "etl_status": None}})


def mark(sentence, *words):
    """Runs reconcile with --mark-deleted; fails unless it says this, and ends with 1 where nothing is marked."""
    code, numbers, text = verify.reconcile("--mark-deleted", *words)
    assert f"--mark-deleted: {sentence}" in text
    assert code == (1 if sentence.startswith("nothing") else 0)
    return text


def deleted_ids():
    return sorted(row[0] for row in environment.mysql_rows("SELECT order_id FROM orders WHERE status = 'DELETED'"))


def texts_and_dates():
    return [environment.mysql_rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("customers", "products")]


def test_deleted_replayed_and_put_in_again():
    orders = new_orders()
    messages = environment.new_messages()
    backup = environment.orders.find_one({"order_id": "A1"})
    delete("A1")
    texts = texts_and_dates()
    mark("1 orders are DELETED from now on")
    services.load()
    orders.append(dict(orders[0], status="DELETED"))
    verify.verify_everything(orders, sent=149, deleted=1)
    # all that came before it comes once more, as from a loader that was frozen, or in a replay
    for message in messages:
        topic.send_message(message.value(), message.key(), message.partition())
    services.load()
    verify.verify_everything(orders, sent=149, deleted=1)
    assert texts_and_dates() == texts
    mark("0 orders are DELETED from now on")

    # as it was: sent, and claimed before it was marked
    environment.orders.insert_one(backup)
    code, numbers, text = verify.reconcile("--resend", "--mark-deleted")
    assert (code, numbers["different"], numbers["deleted"]) == (1, 1, 0)
    extract_and_load()
    verify.verify_everything([*orders, orders[0]])


def test_too_many():
    orders = new_orders()
    backup = list(environment.orders.find())
    random_orders.put_orders(2, random.Random(1), orders)
    extract_and_load()
    environment.orders.drop()
    text = mark("nothing is marked, for 152 of 152 orders")
    assert text.count("    order 'A") == 20 and "    and 132 more\n" in text
    environment.orders.insert_many(backup)
    mark("nothing is marked, for 2 of 152 orders")
    assert deleted_ids() == []
    mark("2 orders are DELETED from now on", "--yes")
    services.load()
    assert deleted_ids() == ["A151", "A152"]
    # the deleted ones do not count: it is the 150 others that would be marked
    environment.orders.drop()
    mark("nothing is marked, for 150 of 150 orders")


def test_put_in_again_while_reconcile_runs(monkeypatch):
    orders = new_orders()
    # other tests have restarted mysql since reconcile was imported here, and this topic is newer
    connection.reconnect()
    monkeypatch.setattr(mark_deleted, "TOPIC", environment.topics[-1])
    build_orders = mark_deleted.build_orders

    def put_in_and_build(*words):
        random_orders.insert([orders[1]])
        extract_and_load()
        return build_orders(*words)

    monkeypatch.setattr(mark_deleted, "build_orders", put_in_and_build)
    delete("A1", "A2")
    found = main.reconcile()
    assert found["gone"] == ["A1", "A2"]
    random_orders.insert([orders[0]])
    # the first is seen at the second look, the other one comes between the second look and the message
    assert mark_deleted.mark_deleted(found) == 1
    extract_and_load()
    verify.verify_everything(orders)


def test_order_ids_change():
    orders = new_orders()
    # 1200 lines, whose products get long names later
    large = dict(orders[0], order_id="LARGE", items=[dict(item) for item in orders[0]["items"][:1] * 1200])
    rename = dict(orders[0], order_id="RENAME", updated_at=large["updated_at"] + timedelta(days=1), items=[
        dict(orders[0]["items"][0], name="😀" * 200)])
    # the second document of an order
    random_orders.insert([large, rename, orders[3]])
    extract_and_load()
    environment.orders.delete_one({"order_id": "A4"})
    delete("LARGE")
    change("A1", order_id="B0")
    change("A2", order_id=["A2"])
    change("A3", status="")
    extract_and_load()
    mark("2 orders are DELETED from now on", "--yes")
    services.load()
    assert deleted_ids() == ["A1", "A2"]
    code, numbers, text = verify.reconcile()
    assert "    order 'LARGE'\n" in text and numbers["only_in_MySQL"] == 1 and numbers["deleted"] == 2
    change("A2", order_id="A2")
    extract_and_load()
    assert deleted_ids() == ["A1"]


def test_in_flight():
    """MySQL would keep the lines of an older version."""
    orders = new_orders()
    orders.append(random_orders.make_order(random.Random(2), "A1", version=1))
    random_orders.change_order(orders[-1])
    services.extract()
    delete("A1")
    mark("nothing is marked, for something is in flight")
    services.load()
    mark("1 orders are DELETED from now on")
    services.load()
    verify.verify_everything([*orders, dict(orders[-1], status="DELETED")], sent=149, deleted=1)
