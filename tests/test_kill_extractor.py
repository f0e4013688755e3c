"""
Kill extractor - kill -9 at the worst places, and at twenty random ones: no order is lost, and none is there twice

Each time it is started again, and the accounts must be right to the last row.

FLOW:
    1 killed before it publishes: Kafka is frozen when the extractor has begun to read its page
    2 killed after Kafka has the page and before the mark: MongoDB is frozen when the page is read
    3 killed in the middle of the mark, together with MongoDB, when some orders of the page are marked and others are not
    4 killed at random moments while orders arrive and change

LIBRARIES:
    pymongo: talks to MongoDB; serverStatus tells how many documents MongoDB has handed out
"""
import random
import time
from tests import accounts, break_server, count_orders, keep_running, made_up_orders, own_shop
from tests.read_topic import orders_in_topic

PAGE = 4000
# so long that the marks of a page are more bytes than wait between two programs
ID_LENGTH = 3000
ONE_LARGE_PAGE = {"EXTRACT_INTERVAL_SECONDS": "1", "EXTRACT_PAGE_SIZE": "20000"}


def documents_handed_out():
    return own_shop.mongo_client.admin.command("serverStatus")["metrics"]["document"]["returned"]


def put_a_page(dice, orders):
    new = made_up_orders.make_orders(PAGE, dice, orders)
    made_up_orders.insert(dict(order, _id=order["order_id"].ljust(ID_LENGTH, ".")) for order in new)


def freeze_kafka_while_a_page_is_read(dice, orders):
    """Starts an extractor on one page of new orders; returns it and Kafka's process id when it waits for the frozen Kafka."""
    own_shop.empty_shop()
    # an empty run makes the topic, so that kafka has nothing more to do before the page
    own_shop.extract()
    put_a_page(dice, orders)
    before = documents_handed_out()
    extractor = keep_running.keep("extractor.main", **ONE_LARGE_PAGE)
    own_shop.wait_until(lambda: documents_handed_out() > before + 100)
    kafka = break_server.freeze("KAFKA_PID")
    keep_running.wait_until_it_waits(extractor["process"])
    print(f"  MongoDB has handed out {documents_handed_out() - before} documents, the extractor waits for the frozen Kafka")
    assert documents_handed_out() - before >= PAGE
    return extractor, kafka


def catch_up(orders):
    """Starts a loader, waits until all is loaded by the services that are kept running, and does the accounts."""
    keep_running.keep("loader.worker")
    keep_running.settle()
    print(f"  {len(orders_in_topic())} orders are in the topic")
    accounts.do_accounts(orders)


def test_killed_before_it_publishes():
    print("1 killed before it publishes")
    orders = []
    extractor, kafka = freeze_kafka_while_a_page_is_read(random.Random(1), orders)
    keep_running.kill(extractor)
    break_server.thaw(kafka)
    print(f"  the place: {len(orders_in_topic())} orders in the topic, {count_orders.sent()} marked SENT")
    assert len(orders_in_topic()) == 0
    assert count_orders.sent() == 0
    catch_up(orders)
    assert len(orders_in_topic()) == PAGE


def test_killed_after_the_acknowledgement_and_before_the_mark():
    print("2 killed after Kafka has the page and before the mark")
    orders = []
    extractor, kafka = freeze_kafka_while_a_page_is_read(random.Random(2), orders)
    mongod = break_server.freeze("MONGOD_PID")
    break_server.thaw(kafka)
    own_shop.wait_until(lambda: len(orders_in_topic()) == PAGE)
    keep_running.wait_until_it_waits(extractor["process"])
    keep_running.kill(extractor)
    break_server.thaw(mongod)
    # what mongodb had received of the marks would be written by now
    time.sleep(1)
    print(f"  the place: {len(orders_in_topic())} orders in the topic, {count_orders.sent()} marked SENT")
    assert count_orders.sent() == 0
    catch_up(orders)
    assert len(orders_in_topic()) == PAGE * 2


def test_killed_in_the_middle_of_the_mark():
    print("3 killed in the middle of the mark, and MongoDB with it")
    own_shop.empty_shop()
    orders = []
    put_a_page(random.Random(3), orders)
    extractor = keep_running.keep("extractor.main", **ONE_LARGE_PAGE)
    own_shop.wait_until(lambda: count_orders.sent() > PAGE / 3)
    break_server.freeze("MONGOD_PID")
    keep_running.kill(extractor)
    # alive, it would go on with the marks that it has received
    mongod = break_server.kill_server("MONGOD_PID")
    own_shop.wait_until(lambda: break_server.is_back("MONGOD_PID", mongod))
    sent = count_orders.sent()
    print(f"  the place: {len(orders_in_topic())} orders in the topic, {sent} of {PAGE} marked SENT")
    assert 0 < sent < PAGE
    catch_up(orders)
    assert len(orders_in_topic()) == PAGE + PAGE - sent


def test_random_kills(kills, seed):
    print(f"4 killed at random moments, {kills} times, --seed {seed}")
    dice = random.Random(seed)
    own_shop.empty_shop()
    orders = []
    extractor = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="50")
    keep_running.keep("loader.worker")
    for number in range(1, kills + 1):
        made_up_orders.put_orders(300, dice, orders)
        made_up_orders.change_orders(20, dice, orders)
        made_up_orders.put_bad_orders(2)
        sent = count_orders.sent()
        # half of the kills find it at its start, half at its work
        if dice.random() < 0.5:
            own_shop.wait_until(lambda: count_orders.sent() > sent)
        time.sleep(dice.uniform(0, 0.5))
        made_up_orders.put_orders(100, dice, orders)
        keep_running.kill(extractor)
        marked = count_orders.sent() - sent
        print(f"  kill {number}: {count_orders.waiting()} orders waiting, {marked} marked since the last kill")
        keep_running.start_again(extractor)
    keep_running.settle()
    sent = orders_in_topic()
    print(f"  {len(sent)} orders are in the topic, {len(sent) - len(set(sent))} of them for a second time")
    accounts.do_accounts(orders, rejected=kills * 2)


def teardown_function():
    keep_running.clean_up()


if __name__ == "__main__":
    test_killed_before_it_publishes()
    teardown_function()
    test_killed_after_the_acknowledgement_and_before_the_mark()
    teardown_function()
    test_killed_in_the_middle_of_the_mark()
    teardown_function()
    test_random_kills(20, random.randrange(1_000_000))
