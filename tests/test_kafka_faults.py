"""
Kafka faults - the broker is killed, frozen or away, the topic is deleted: no order is lost and none is there twice

Each time do the accounts: reconcile.py, and every row against what plain python makes of the documents.

FLOW:
    1 kill -9 the broker while the extractor and the loader each have a page in hand; local/ starts it again
    2 start a second extractor while the broker is away
    3 delete the topic while pages flow
    4 while there is no topic, start a loader: it finds the topic soon after the extractor has made it again
    5 reconcile names the orders that went with the topic, --send-again brings them back
    6 delete the topic while all is quiet and make it again at once: what a loader skips is named, and comes back
    7 a run that takes longer than the interval: the next one begins after it, and each order is sent once

LIBRARIES:
    confluent-kafka: AdminClient deletes the topic, Consumer reads it as a loader does
"""
import json
import os
import time
from confluent_kafka import Consumer, TopicPartition
from tests import break_server, faults, hold_page, keep_running, own_shop
from tests.test_reconcile import reconcile


def all_sent_order_ids():
    """Reads the whole topic; returns the ids of the orders in it, an order that was sent twice twice."""
    consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": "test", "enable.auto.commit": False})
    order_ids = []
    for number in range(3):
        partition = TopicPartition(own_shop.topics[-1], number, 0)
        first, end = consumer.get_watermark_offsets(partition, timeout=10)
        consumer.assign([partition])
        for message in consumer.consume(end, timeout=10) if end else []:
            order_ids += [order["order_id"] for order in json.loads(message.value())["orders"]]
    consumer.close()
    return order_ids


def test_kafka_is_killed_in_the_middle_of_a_page():
    own_shop.empty_shop()
    documents = faults.make_orders(4000, "A")
    faults.insert(documents[:20])
    root = own_shop.connect_as_root(own_shop.NAME)
    try:
        print("1 kill -9 the broker: before that a lock on the table orders makes the loader wait with a page in hand, the extractor goes on")
        cursor = root.cursor()
        cursor.execute("LOCK TABLES orders READ")
        keep_running.keep("loader.worker")
        extractor = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="10")
        faults.wait_until(hold_page.table_lock_is_waited_for)
        # only now, or all would be sent before the loader has its first page in hand
        faults.insert(documents[20:])
        faults.wait_until(lambda: faults.sent() > 200)

        break_server.freeze("KAFKA_PID")
        time.sleep(0.5)
        before = faults.sent()
        time.sleep(0.5)
        print(f"  the broker is frozen, the extractor waits with a page in hand: {before} of 4000 orders are SENT, {faults.loaded()} loaded")
        assert faults.sent() == before < 4000
        assert hold_page.table_lock_is_waited_for()
        old_pid = break_server.kill_server("KAFKA_PID")
        print("  the broker is killed, the lock is gone: the loader writes its page and cannot commit the offset")
        root.close()
        assert not break_server.server_answers("KAFKA_PID")

        print("2 start a second extractor: it finds no broker")
        second = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="10")
        faults.wait_for_server("KAFKA_PID", old_pid)
        faults.settle()
        # both have looked for new orders since
        faults.wait_until(lambda: "page of" in keep_running.log_of(extractor) and "extractor running" in keep_running.log_of(second))
        faults.print_starts()
        faults.do_accounts(documents)
    finally:
        root.close()
        keep_running.clean_up()


def topic_is_there():
    return own_shop.topics[-1] in own_shop.kafka_admin.list_topics(timeout=10).topics


def test_the_topic_is_deleted():
    own_shop.empty_shop()
    documents = faults.make_orders(100, "B")
    faults.insert(documents)
    try:
        print("3 delete the topic while pages flow: the loader is frozen so that sent pages wait for it, then the extractor")
        loader = keep_running.keep("loader.worker")
        extractor = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="10")
        faults.wait_until(lambda: faults.loaded() == 100)
        # of one customer first: the page that is under way is one message, and not acknowledged as a whole
        flow = faults.make_orders(3000, "C", customers=1) + faults.make_orders(400, "D")
        documents += flow
        faults.insert(flow)
        faults.wait_until(lambda: faults.loaded() > 100)
        faults.freeze(loader)
        frozen_at = faults.sent()
        faults.wait_until(lambda: faults.sent() > frozen_at + 200)
        faults.freeze(extractor)
        time.sleep(0.2)
        acknowledged = set(all_sent_order_ids())
        own_shop.kafka_admin.delete_topics([own_shop.topics[-1]])[own_shop.topics[-1]].result()
        deleted = time.monotonic()
        before = faults.sent()
        print(f"  {before} of 3500 orders are SENT, {faults.loaded()} loaded")
        assert before < 3100
        break_server.thaw(loader["process"].pid)

        print("4 while there is no topic, for half a minute, start a loader, and an extractor that knows a wrong address")
        new_loader = keep_running.keep("loader.worker")
        lost = keep_running.keep("extractor.main", KAFKA_BOOTSTRAP_SERVERS=f"127.0.0.1:{own_shop.free_port()}")
        faults.wait_until(lambda: time.monotonic() - deleted > 31)
        assert not topic_is_there()
        assert faults.sent() == before
        break_server.thaw(extractor["process"].pid)
        faults.wait_until(topic_is_there)
        created = time.monotonic()
        here = faults.loaded()
        faults.wait_until(lambda: faults.loaded() > here)
        seconds = time.monotonic() - created
        print(f"  the extractor made the topic after {created - deleted:.0f} s, the loaders found it {seconds:.1f} s later")
        assert seconds < 15
        faults.wait_until(lambda: lost["starts"] >= 3)
        assert "page of" not in keep_running.log_of(lost)
        faults.end(lost)
        faults.settle()
        faults.print_starts()
        # a page that nobody acknowledged stopped the extractor, and made it look for the topic
        assert extractor["starts"] >= 2
        assert new_loader["starts"] == 1

        print("5 reconcile names the orders that went with the topic, --send-again brings them back")
        code, lines = reconcile()
        missing = next(line for line in lines if line.startswith("missing: ")).removeprefix("missing: ")
        assert code == 1
        assert faults.loaded() == 3500 - int(missing) < 3500
        # nothing but what kafka had acknowledged was marked
        in_mysql = {row[0] for row in own_shop.mysql_rows("SELECT order_id FROM orders")}
        assert {document["order_id"] for document in documents} - in_mysql <= acknowledged
        code, lines = reconcile("--send-again")
        assert lines[-1] == f"made new again: {missing} documents"
        faults.settle()
        faults.do_accounts(documents)

        print("6 delete the topic while all is quiet, and make it again at once: a loader may go on at the old one's offsets")
        more = faults.make_orders(1000, "E")
        faults.end(extractor)
        faults.insert(more)
        own_shop.kafka_admin.delete_topics([own_shop.topics[-1]])[own_shop.topics[-1]].result()
        # smaller pages, so that the new topic becomes longer than the old one was
        keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="4")
        faults.settle()
        # how many it skips is chance; that they are named, and come back, is not
        skipped = len(documents + more) - faults.loaded()
        code, lines = reconcile("--send-again")
        assert code == (1 if skipped else 0)
        assert f"missing: {skipped}" in lines
        assert lines[-1] == f"made new again: {skipped} documents"
        faults.settle()
        faults.do_accounts(documents + more)
    finally:
        keep_running.clean_up()


def test_a_run_longer_than_the_interval():
    own_shop.empty_shop()
    documents = faults.make_orders(2000, "F")
    faults.insert(documents)
    try:
        print("7 a run that takes longer than the interval of one second: the broker is frozen for three in the middle of it")
        extractor = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="5")
        faults.wait_until(lambda: faults.sent() > 0)
        kafka = break_server.freeze("KAFKA_PID")
        time.sleep(0.5)
        before = faults.sent()
        more = faults.make_orders(50, "G")
        faults.insert(more)
        time.sleep(2.5)
        print(f"  {before} orders SENT at its begin and {faults.sent()} at its end")
        assert faults.sent() == before < 2000
        break_server.thaw(kafka)
        keep_running.keep("loader.worker")
        faults.settle()
        assert extractor["starts"] == 1
        order_ids = all_sent_order_ids()
        print(f"  {len(order_ids)} orders in the topic, {len(set(order_ids))} different ones")
        assert sorted(order_ids) == sorted(document["order_id"] for document in documents + more)
        faults.do_accounts(documents + more)
    finally:
        keep_running.clean_up()


if __name__ == "__main__":
    test_kafka_is_killed_in_the_middle_of_a_page()
    test_the_topic_is_deleted()
    test_a_run_longer_than_the_interval()
