"""
Reconcile - it finds and names each kind of difference, and --resend cures all of them; what is in flight is none

What it does while orders flow is in test_chaos.py, deletions are in test_deletions.py.
"""
import time
from collections import Counter
from datetime import datetime, timedelta
from tests.support import environment, services, topic, verify
from tests.support.sample_order import DOCUMENT
from reconcile import compare_orders
from reconcile.connection.mysql_connection import connection
from reconcile.report import new_findings

NEW_YEAR = datetime(2026, 1, 1)
LATER = datetime(2026, 1, 9)
FAR_AHEAD = datetime(2206, 1, 6)


def make_document(number, name="Zoë", customer_id=None, **changes):
    """Order A5 is of customer C5 and has the products P5 and Q5."""
    customer = dict(DOCUMENT["customer"], customer_id=customer_id or f"C{number}", name=name)
    items = [dict(DOCUMENT["items"][0], product_id=f"{letter}{number}") for letter in "PQ"]
    return {**DOCUMENT, "_id": number, "order_id": f"A{number}", "customer": customer, "items": items, **changes}


def send(*documents):
    """Puts documents in place of what was there, and takes them to MySQL."""
    for document in documents:
        environment.orders.replace_one({"_id": document["_id"]}, document, upsert=True)
    services.extract()
    services.load()


def change(number, **fields):
    environment.orders.update_one({"_id": number}, {"$set": fields})


def damage(*statements):
    for statement in statements:
        environment.mysql_rows(statement)


def expect(code, *words, **numbers):
    """Runs reconcile; fails unless it ends with this code and finds these `numbers`, and 0 of all else."""
    found_code, found, text = verify.reconcile(*words)
    for label in ("SENT", "REJECTED", "orders_in_MySQL"):
        del found[label]
    assert found == Counter(numbers)
    assert found_code == code
    return text


DELETE_A1 = ("DELETE FROM order_items WHERE order_id = 'A1'", "DELETE FROM orders WHERE order_id = 'A1'")


def test_each_kind_is_found_and_resend_cures():
    services.new_shop()
    documents = {number: make_document(number) for number in range(1, 25)}
    # an old order that is sent again for its product must not bring its customer's older name back
    documents[24] = make_document(24, updated_at=LATER, customer_id="C8", name="Newer")
    # customer c10 has two orders, and the later one moves to c12
    documents[11] = make_document(11, updated_at=LATER, customer_id="C10", name="Moved")
    documents[13] = make_document(13, updated_at=LATER, name="Before")
    documents[14] = make_document(14, updated_at=FAR_AHEAD, name="Typo")
    send(*documents.values())
    documents[11] = make_document(11, updated_at=LATER, customer_id="C12")
    documents[13] = make_document(13, updated_at=datetime(2026, 1, 2), name="Restored")
    documents[14] = make_document(14, name="Corrected")
    documents[15] = make_document(15, items=documents[15]["items"][:1], updated_at=LATER)
    send(*(documents[number] for number in (11, 13, 14, 15)))
    damage(
        *DELETE_A1,
        "DELETE FROM order_items WHERE order_id = 'A2' AND line_number = 1",
        "UPDATE orders SET status = 'PENDING', updated_at = '2206-01-01' WHERE order_id = 'A3'",
        "INSERT INTO order_items VALUES ('A4', 3, 'P1', 1, 1)",
        "UPDATE customers SET country = 'Iceland' WHERE customer_id = 'C5'",
        "UPDATE products SET name = 'Coffee', category = 'Garden' WHERE product_id = 'Q6'",
        "UPDATE customers SET name = 'Nobody', updated_at = '2206-01-01' WHERE customer_id = 'C7'",
        "UPDATE products SET name = 'Nothing', updated_at = '2206-01-01' WHERE product_id = 'P8'",
        "UPDATE orders SET customer_id = 'C1' WHERE order_id = 'A9'",
        "UPDATE orders SET read_at = '2206-01-01' WHERE order_id = 'A16'",
        "UPDATE order_items SET unit_price = 9.9001 WHERE order_id = 'A17' AND line_number = 2",
        # only the date, as an order leaves it behind that moves to another customer: no difference
        "UPDATE customers SET updated_at = '2206-01-01' WHERE customer_id = 'C18'",
    )
    environment.orders.delete_one({"_id": 19})
    change(20, etl_status="REJECTED", etl_reason="status is empty")
    change(21, etl_status="LOST")
    change(22, etl_status="REJECTED", etl_reason=None)
    change(23, items="gone", order_id=["gone"])
    # as near to 16 mib as a document may come
    environment.orders.insert_one(make_document(25, note="x" * (16 * 1024 * 1024 - 1000)))
    no_cure = {"only_in_MySQL": 2, "rejected_with_an_older_version_in_MySQL": 1, "unknown_etl_status": 2,
               "too_large_to_be_marked": 1}
    text = expect(1, "--resend", missing=1, different=7, customers_different=5, products_different=2, **no_cure)
    for line in (
        "order 'A1', document 1: SENT, but not in MySQL",
        "order 'A2', document 2: 1 lines in MySQL and 2 in MongoDB",
        "order 'A3', document 3: status is 'PENDING' in MySQL and 'PAID' in MongoDB",
        "order 'A16', document 16: read_at is '2206-01-01 00:00:00.000' in MySQL and '20",
        "order 'A17', document 17: line 2: unit_price is '9.9001' in MySQL and '9.9000' in MongoDB",
        "order ['gone'], document 23: SENT, but changed since into something that is no order",
        "'C5': country is 'Iceland' in MySQL and 'Ireland' in MongoDB, document 5",
        "'Q6': name is 'Coffee' in MySQL and 'Tea' in MongoDB, document 6",
        "order 'A19'\n", "order 'A23'\n",
        "order 'A20', document 20: status is empty",
        "order 'A21', document 21: 'LOST', etl_reason None",
        "order 'A22', document 22: 'REJECTED', etl_reason None",
        "order 'A25', document 25: 167",
    ):
        assert f"\n    {line}" in text, line
    send()
    expect(0, **no_cure)
    documents[8]["customer"] = documents[24]["customer"]
    # q15 stays in mysql, although no document names it any more
    verify.verify_rows([make_document(15), *documents.values()])
    assert environment.orders.count_documents({"etl_renew": {"$exists": True}}) == 0


def test_two_documents_with_one_order_id():
    services.new_shop()
    # in two batches and in one; the one that is claimed first has the later date
    pairs = [
        make_document(number, order_id=order_id, updated_at=date, customer_id=f"C{order_id}", name=name)
        for number, order_id, date, name in (
            (20, "A20", LATER, "First"), (21, "A20", NEW_YEAR, "Last"),
            (22, "A22", LATER, "First"), (23, "A22", NEW_YEAR, "Last"),
        )
    ]
    send(pairs[0], *pairs[2:])
    send(pairs[1])
    expect(0, several_documents_with_one_order_id=2)
    # the row of the document that was claimed first
    first = environment.orders.find_one({"_id": 20})["etl_at"]
    environment.mysql_rows("UPDATE orders SET updated_at = %s, read_at = %s WHERE order_id = 'A20'", (LATER, first))
    text = expect(1, "--resend", different=1, several_documents_with_one_order_id=2)
    assert "\n    order 'A20', document 21: updated_at is '2026-01-09 00:00:00.000' in MySQL and '2026-01-01" in text
    assert "\n    order 'A22': the documents 22, 23\n" in text
    send()
    expect(0, several_documents_with_one_order_id=2)


def test_texts_of_documents_that_are_gone():
    services.new_shop()
    older = [make_document(number, customer_id=f"C{number % 2}", name="Old") for number in (1, 2)]
    newer = [make_document(number, updated_at=LATER, customer_id=f"C{number % 2}") for number in (3, 4)]
    send(*older, *newer)
    environment.orders.delete_one({"_id": 3})
    environment.orders.replace_one({"_id": 4}, dict(newer[1], items=[]))
    services.extract()
    expect(0, "--mark-deleted", "--yes", only_in_MySQL=1, rejected_with_an_older_version_in_MySQL=1)
    services.load()
    # the newest order is the deleted one, and its text stays
    expect(0, deleted=1, rejected_with_an_older_version_in_MySQL=1)
    assert environment.mysql_rows("SELECT DISTINCT name FROM customers") == [("Zoë",)]


def test_in_flight_and_stuck():
    services.new_shop()
    send(make_document(1), make_document(2))
    damage(*DELETE_A1)
    expect(1, missing=1)
    environment.orders.insert_one(make_document(3))
    assert "in flight" in expect(0, missing=1, new=1).splitlines()[-1]
    environment.orders.delete_one({"_id": 3})

    batch = [topic.on_the_wire(make_document(2), NEW_YEAR)]
    topic.send_signed(batch, partition=1)
    expect(0, missing=1, in_Kafka=1)
    topic.send_signed(batch, partition=0, timestamp=int((time.time() - 360) * 1000))
    text = expect(1, missing=1, in_Kafka=2)
    assert "the oldest message in Kafka has waited for 36" in text.splitlines()[-1]
    services.load()

    now = environment.mongo_client.admin.command("hello")["localTime"]
    change(1, etl_status="SENDING", etl_at=now - timedelta(seconds=200))
    expect(0, SENDING=1)
    change(1, etl_at=now - timedelta(seconds=360))
    text = expect(1, SENDING=1)
    assert "an order has been SENDING for 36" in text.splitlines()[-1]


def test_changed_while_rechecked(monkeypatch):
    environment.empty()
    # other tests have restarted mysql since then
    connection.reconnect()
    environment.orders.insert_one(make_document(1, etl_status="SENT", etl_at=NEW_YEAR))
    read_stored_orders = compare_orders.read_stored_orders

    def read_and_change(order_ids):
        stored = read_stored_orders(order_ids)
        change(1, etl_at=LATER)
        return stored

    monkeypatch.setattr(compare_orders, "read_stored_orders", read_and_change)
    found = new_findings()
    claims = {"mismatches": {"A1": ["2026-01-01 00:00:00.000"]}, "document_ids": {"A1": [1]}}
    compare_orders.recheck_orders(claims, found)
    assert found["counts"]["missing"] == 0
