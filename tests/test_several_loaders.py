"""
Several loaders - they share the pages, come and go, and the newest version of an order wins whoever writes it when

Each time do the accounts: reconcile.py, and every row against what plain python makes of the documents.

FLOW:
    1 three loaders join one after the other while pages flow, one leaves and another comes: no error, no restart
    2 one loader writes the same versions: the same rows
    3 four loaders write 20 versions of the same 100 orders, mixed by chance over four partitions: the newest stay
    4 a loader is frozen with a page in hand, another takes over and writes newer versions, the first one wakes

LIBRARIES:
    confluent-kafka: AdminClient tells which member of a group of loaders has which partitions
    random (comes with Python): Random(number) makes the same chance each time
    re (comes with Python): looks for patterns in text, here for the pages on a log
"""
import random
import re
import time
from datetime import datetime
from confluent_kafka.admin import NewTopic
from tests import accounts, break_server, count_orders, hold_page, keep_running, made_up_orders, own_shop, read_topic

SEED = 7


def partitions_of_members():
    """Returns for each loader of the group how many partitions it has now."""
    answer = own_shop.kafka_admin.describe_consumer_groups([own_shop.topics[-1]])[own_shop.topics[-1]]
    return sorted(len(member.assignment.topic_partitions) for member in answer.result().members)


def pages_of(loader):
    """Returns (partition, orders in the page, orders written) of each page on a loader's log."""
    pages = re.findall(r"partition (\d+) offset \d+: page of (\d+) orders, (\d+) written", keep_running.log_of(loader))
    return [tuple(int(number) for number in page) for page in pages]


def print_pages(loaders):
    for loader in loaders:
        partitions = sorted({partition for partition, orders, written in pages_of(loader)})
        print(f"  a loader wrote {len(pages_of(loader))} pages of partitions {partitions}")


def some_versions(dice, order_count, version_count):
    """Makes so many versions of each order, each with a customer, a status and lines of its own, in any order."""
    documents = [
        made_up_orders.make_order(dice, f"A{number}", version) for number in range(order_count) for version in range(version_count)
    ]
    dice.shuffle(documents)
    return documents


def flow_until(question, documents):
    """Waits, and inserts one portion of the documents after the other, so that there are always pages on the way."""
    def ask():
        if count_orders.waiting() == 0 and read_topic.messages_on_the_way() < 100:
            number = own_shop.mongo_orders.count_documents({})
            assert number < len(documents)
            made_up_orders.insert(documents[number:number + 200])
        return question()
    keep_running.wait_until(ask)


def test_loaders_join_and_leave():
    own_shop.empty_shop()
    documents = some_versions(random.Random(SEED), 5000, 3)
    made_up_orders.insert(documents[:200])
    try:
        print("1 three loaders join one after the other while pages flow, several versions of the same orders among them")
        keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="10")
        keep_running.wait_until(lambda: count_orders.sent() > 0)
        first = keep_running.keep("loader.worker")
        keep_running.wait_until(lambda: count_orders.loaded() > 0)
        second = keep_running.keep("loader.worker")
        flow_until(lambda: partitions_of_members() == [1, 2] and pages_of(second), documents)
        third = keep_running.keep("loader.worker")
        flow_until(lambda: partitions_of_members() == [1, 1, 1] and pages_of(third), documents)
        print("  two more have joined")
        code = keep_running.end(first)
        flow_until(lambda: partitions_of_members() == [1, 2], documents)
        fourth = keep_running.keep("loader.worker")
        flow_until(lambda: partitions_of_members() == [1, 1, 1] and pages_of(fourth), documents)
        print(f"  the first has left with exit code {code}, another has come")
        assert code == 0
        keep_running.settle()
        documents = documents[:own_shop.mongo_orders.count_documents({})]
        print_pages([first, second, third, fourth])
        for loader in (first, second, third, fourth):
            assert loader["starts"] == 1
            assert "rror" not in keep_running.log_of(loader)
            assert pages_of(loader)
        assert {page[0] for page in pages_of(second) + pages_of(third) + pages_of(fourth)} == {0, 1, 2}
        accounts.do_accounts(documents, sent=len(documents))
        rows = accounts.stored_rows()
    finally:
        keep_running.clean_up()

    print("2 one loader writes the same versions, in large pages")
    own_shop.empty_shop()
    made_up_orders.insert(documents)
    try:
        own_shop.extract()
        alone = keep_running.keep("loader.worker")
        keep_running.settle()
        print_pages([alone])
        assert accounts.stored_rows() == rows
        print(f"  the same {len(rows['orders'])} orders and {len(rows['order_items'])} lines, customers and products")
    finally:
        keep_running.clean_up()


def test_four_loaders_write_the_same_orders():
    own_shop.empty_shop()
    print(f"3 four loaders write 20 versions of 100 orders, in any order, seed {SEED}")
    documents = some_versions(random.Random(SEED), 100, 20)
    made_up_orders.insert(documents)
    topic = NewTopic(own_shop.topics[-1], num_partitions=4)
    own_shop.kafka_admin.create_topics([topic])[own_shop.topics[-1]].result()
    try:
        loaders = [keep_running.keep("loader.worker") for number in range(4)]
        # an order's customer differs from version to version, and so does the partition that it goes to
        for size in (40, 80):
            keep_running.wait_until(lambda: partitions_of_members() == [1, 1, 1, 1])
            own_shop.extract(size)
            keep_running.settle()
            rows = own_shop.mysql_rows("SELECT COUNT(*) FROM orders WHERE updated_at >= %s", (datetime(2026, 2, 1, 0, 19),))
            print(f"  {rows[0][0]} of 100 orders are the newest version")
            assert rows == [(100,)]
            # once more from the start, in pages of another size
            own_shop.mongo_orders.update_many({}, {"$set": {"etl_status": None}})
        own_shop.mongo_orders.update_many({}, {"$set": {"etl_status": "SENT"}})
        print_pages(loaders)
        left_alone = sum(orders - written for loader in loaders for partition, orders, written in pages_of(loader))
        print(f"  {left_alone} of 4000 versions came after a newer one and were left alone")
        keep_running.print_starts()
        stops = sum(loader["starts"] - 1 for loader in loaders)
        print(f"  deadlocks and lock timeouts that stopped a loader: {stops}")
        accounts.do_accounts(documents, sent=len(documents))
        # the loaders must have come into each other's way, all four of them
        assert left_alone > 1000
        assert all(len(pages_of(loader)) > 5 for loader in loaders)
        assert stops == sum(len(re.findall(r"(?m)^mysql.connector.errors.\w+: (?:1205|1213) ", keep_running.log_of(loader))) for loader in loaders)
    finally:
        keep_running.clean_up()


def write_versions(documents):
    """Changes these orders in MongoDB as the shop's application does, and sends them."""
    for document in documents:
        made_up_orders.change_order(document)
    own_shop.extract()


def test_a_frozen_loader_wakes():
    own_shop.empty_shop()
    dice = random.Random(SEED)
    versions = [[made_up_orders.make_order(dice, f"A{number}", version) for number in range(300)] for version in range(3)]
    made_up_orders.insert(versions[0])
    root = own_shop.connect_as_root(own_shop.NAME)
    try:
        print("4 a loader is frozen with a page of second versions in hand, while it waits for the table products")
        own_shop.extract()
        frozen = keep_running.keep("loader.worker")
        keep_running.settle()
        first_pages = pages_of(frozen)
        cursor = root.cursor()
        cursor.execute("LOCK TABLES products WRITE")
        write_versions(versions[1])
        keep_running.wait_until(hold_page.table_lock_is_waited_for)
        break_server.freeze_process(frozen["process"].pid)
        root.close()

        print("  another loader starts, and all orders get their third version")
        other = keep_running.keep("loader.worker")
        write_versions(versions[2])
        started = time.monotonic()
        keep_running.settle()
        print(f"  it took over after {time.monotonic() - started:.1f} s and wrote {len(pages_of(other))} pages")
        assert pages_of(frozen) == first_pages
        accounts.check_rows(sum(versions, []))

        print("  the frozen one wakes and goes on with its page of second versions")
        break_server.thaw(frozen["process"].pid)
        keep_running.wait_until(lambda: frozen["starts"] == 2)
        keep_running.print_starts()
        # it came as far as the commit of the offset, which is no longer its own to commit
        assert "Commit failed" in keep_running.log_of(frozen)
        keep_running.settle()
        accounts.do_accounts(sum(versions, []))
    finally:
        root.close()
        keep_running.clean_up()


if __name__ == "__main__":
    test_loaders_join_and_leave()
    test_four_loaders_write_the_same_orders()
    test_a_frozen_loader_wakes()
