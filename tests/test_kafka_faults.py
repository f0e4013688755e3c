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
    confluent-kafka: AdminClient deletes the topic
"""
import random
import time
from tests import accounts, break_server, count_orders, hold_page, keep_running, made_up_orders, own_shop, read_topic


def test_kafka_is_killed_in_the_middle_of_a_page():
    own_shop.empty_shop()
    dice = random.Random(1)
    orders = []
    made_up_orders.put_orders(20, dice, orders)
    root = own_shop.connect_as_root(own_shop.NAME)
    try:
        print("1 kill -9 the broker: before that a lock on the table orders makes the loader wait with a page in hand, the extractor goes on")
        cursor = root.cursor()
        cursor.execute("LOCK TABLES orders READ")
        keep_running.keep("loader.worker")
        extractor = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="10")
        keep_running.wait_until(hold_page.table_lock_is_waited_for)
        # only now, or all would be sent before the loader has its first page in hand
        made_up_orders.put_orders(3980, dice, orders)
        keep_running.wait_until(lambda: count_orders.sent() > 200)

        break_server.freeze("KAFKA_PID")
        time.sleep(0.5)
        before = count_orders.sent()
        time.sleep(0.5)
        print(f"  the broker is frozen, the extractor waits with a page in hand: {before} of 4000 orders are SENT, {count_orders.loaded()} loaded")
        assert count_orders.sent() == before < 4000
        assert hold_page.table_lock_is_waited_for()
        old_pid = break_server.kill_server("KAFKA_PID")
        print("  the broker is killed, the lock is gone: the loader writes its page and cannot commit the offset")
        root.close()
        assert not break_server.server_answers("KAFKA_PID")

        print("2 start a second extractor: it finds no broker")
        second = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="10")
        keep_running.wait_for_server("KAFKA_PID", old_pid)
        keep_running.settle()
        # both have looked for new orders since
        keep_running.wait_until(lambda: "page of" in keep_running.log_of(extractor) and "extractor running" in keep_running.log_of(second))
        keep_running.print_starts()
        accounts.do_accounts(orders)
    finally:
        root.close()
        keep_running.clean_up()


def topic_is_there():
    return own_shop.topics[-1] in own_shop.kafka_admin.list_topics(timeout=10).topics


def test_the_topic_is_deleted():
    own_shop.empty_shop()
    dice = random.Random(2)
    orders = []
    made_up_orders.put_orders(100, dice, orders)
    try:
        print("3 delete the topic while pages flow: the loader is frozen so that sent pages wait for it, then the extractor")
        loader = keep_running.keep("loader.worker")
        extractor = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="10")
        keep_running.wait_until(lambda: count_orders.loaded() == 100)
        # of one customer first: the page that is under way is one message, and not acknowledged as a whole
        flow = made_up_orders.make_orders(3000, dice, orders, customers=1) + made_up_orders.make_orders(400, dice, orders)
        made_up_orders.insert(flow)
        keep_running.wait_until(lambda: count_orders.loaded() > 100)
        break_server.freeze_process(loader["process"].pid)
        frozen_at = count_orders.sent()
        keep_running.wait_until(lambda: count_orders.sent() > frozen_at + 200)
        break_server.freeze_process(extractor["process"].pid)
        time.sleep(0.2)
        acknowledged = {order_id for order_id, updated_at in read_topic.orders_in_topic()}
        own_shop.kafka_admin.delete_topics([own_shop.topics[-1]])[own_shop.topics[-1]].result()
        deleted = time.monotonic()
        before = count_orders.sent()
        print(f"  {before} of 3500 orders are SENT, {count_orders.loaded()} loaded")
        assert before < 3100
        break_server.thaw(loader["process"].pid)

        print("4 while there is no topic, for half a minute, start a loader, and an extractor that knows a wrong address")
        new_loader = keep_running.keep("loader.worker")
        lost = keep_running.keep("extractor.main", KAFKA_BOOTSTRAP_SERVERS=f"127.0.0.1:{own_shop.free_port()}")
        keep_running.wait_until(lambda: time.monotonic() - deleted > 31)
        assert not topic_is_there()
        assert count_orders.sent() == before
        break_server.thaw(extractor["process"].pid)
        keep_running.wait_until(topic_is_there)
        created = time.monotonic()
        here = count_orders.loaded()
        keep_running.wait_until(lambda: count_orders.loaded() > here)
        seconds = time.monotonic() - created
        print(f"  the extractor made the topic after {created - deleted:.0f} s, the loaders found it {seconds:.1f} s later")
        assert seconds < 15
        keep_running.wait_until(lambda: lost["starts"] >= 3)
        assert "page of" not in keep_running.log_of(lost)
        keep_running.end(lost)
        keep_running.settle()
        keep_running.print_starts()
        # a page that nobody acknowledged stopped the extractor, and made it look for the topic
        assert extractor["starts"] >= 2
        assert new_loader["starts"] == 1

        print("5 reconcile names the orders that went with the topic, --send-again brings them back")
        code, lines = accounts.reconcile()
        missing = next(line for line in lines if line.startswith("missing: ")).removeprefix("missing: ")
        assert code == 1
        assert count_orders.loaded() == 3500 - int(missing) < 3500
        # nothing but what kafka had acknowledged was marked
        in_mysql = {row[0] for row in own_shop.mysql_rows("SELECT order_id FROM orders")}
        assert {order["order_id"] for order in orders} - in_mysql <= acknowledged
        code, lines = accounts.reconcile("--send-again")
        assert lines[-1] == f"made new again: {missing} documents"
        keep_running.settle()
        accounts.do_accounts(orders)

        print("6 delete the topic while all is quiet, and make it again at once: a loader may go on at the old one's offsets")
        keep_running.end(extractor)
        made_up_orders.put_orders(1000, dice, orders)
        own_shop.kafka_admin.delete_topics([own_shop.topics[-1]])[own_shop.topics[-1]].result()
        # smaller pages, so that the new topic becomes longer than the old one was
        keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="4")
        keep_running.settle()
        # how many it skips is chance; that they are named, and come back, is not
        skipped = len(orders) - count_orders.loaded()
        code, lines = accounts.reconcile("--send-again")
        assert code == (1 if skipped else 0)
        assert f"missing: {skipped}" in lines
        assert lines[-1] == f"made new again: {skipped} documents"
        keep_running.settle()
        accounts.do_accounts(orders)
    finally:
        keep_running.clean_up()


def test_a_run_longer_than_the_interval():
    own_shop.empty_shop()
    dice = random.Random(3)
    orders = []
    made_up_orders.put_orders(2000, dice, orders)
    try:
        print("7 a run that takes longer than the interval of one second: the broker is frozen for three in the middle of it")
        extractor = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="5")
        keep_running.wait_until(lambda: count_orders.sent() > 0)
        kafka = break_server.freeze("KAFKA_PID")
        time.sleep(0.5)
        before = count_orders.sent()
        made_up_orders.put_orders(50, dice, orders)
        time.sleep(2.5)
        print(f"  {before} orders SENT at its begin and {count_orders.sent()} at its end")
        assert count_orders.sent() == before < 2000
        break_server.thaw(kafka)
        keep_running.keep("loader.worker")
        keep_running.settle()
        assert extractor["starts"] == 1
        order_ids = [order_id for order_id, updated_at in read_topic.orders_in_topic()]
        print(f"  {len(order_ids)} orders in the topic, {len(set(order_ids))} different ones")
        assert sorted(order_ids) == sorted(order["order_id"] for order in orders)
        accounts.do_accounts(orders)
    finally:
        keep_running.clean_up()


if __name__ == "__main__":
    test_kafka_is_killed_in_the_middle_of_a_page()
    test_the_topic_is_deleted()
    test_a_run_longer_than_the_interval()
