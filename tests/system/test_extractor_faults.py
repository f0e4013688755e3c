"""
Extractor faults - what other people set in MongoDB and Kafka: a topic that takes less than a batch, words of the shop's
own in etl_status, a preference for secondaries, an index that does not serve, claims of others, a clock set back
"""
import random
from datetime import datetime, timedelta, timezone
from confluent_kafka.admin import NewTopic
from tests.support import environment, random_orders, restart, services, topic, verify
from extractor.claim_orders import claim_orders, read_claimed_orders
from extractor.connection.mongo_connection import Mongo

# one order of five lines has about 800 bytes, and a batch of 300 about 200,000
TOPIC_BYTES = 20_000


def test_a_topic_that_takes_less_than_a_batch():
    services.new_shop()
    name = environment.topics[-1]
    settings = {"max.message.bytes": str(TOPIC_BYTES)}
    environment.kafka_admin.create_topics([NewTopic(name, num_partitions=3, config=settings)])[name].result()
    orders, rng = [], random.Random(1)
    random_orders.put_orders(600, rng, orders)
    # one that no message of this topic can carry, among others: its names cannot be compressed
    letters = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for letter in range(200))
    items = [dict(item, product_id=f"{number}", name="".join(rng.sample(letters, 200)))
             for number, item in enumerate(orders[0]["items"][:1] * 100)]
    random_orders.insert([dict(orders[0], order_id="large", items=items)])
    random_orders.put_orders(100, rng, orders)
    services.extract()
    services.load()
    rejected, = environment.orders.find({"etl_status": "REJECTED"})
    print(f"{len(environment.new_messages())} messages;", rejected["etl_order_id"], rejected["etl_reason"])
    assert rejected["etl_order_id"] == "large"
    assert rejected["etl_reason"].startswith("the order is too large for a message of the topic: ")
    assert restart.count_sent() == len(orders) == 700
    verify.verify_rows(orders)


def test_a_smaller_limit_of_our_own():
    services.new_shop()
    orders = []
    random_orders.put_orders(300, random.Random(2), orders)
    assert services.run("extractor.extract", KAFKA_MAX_MESSAGE_BYTES="5000") == 0
    messages = environment.new_messages()
    print(len(messages), "messages, the largest has", max(len(message.value()) for message in messages), "bytes")
    assert max(len(message.value()) for message in messages) <= 5000
    services.load()
    verify.verify_rows(orders)


def test_a_secondary_that_is_preferred():
    """Where the uri counted, the claim would be read from a secondary, which may not have it yet."""
    chosen = Mongo("mongodb://127.0.0.1/?readPreference=secondaryPreferred&w=1&readConcernLevel=local",
                   "shop").collection("orders")
    assert chosen.read_preference.name == "Primary"
    assert chosen.write_concern.document == {"w": "majority", "j": True}
    assert chosen.read_concern.level == "majority"


def test_what_another_one_has_claimed():
    services.new_shop()
    environment.orders.insert_many([{"_id": number} for number in (1, 2, 3)])
    claim_orders([1, 2])
    batch, count = claim_orders([2, 3])
    found = [document["document_id"] for part in read_claimed_orders(batch, [2, 3]) for document in part]
    assert (count, found) == (1, [3])


def claimed(order, seconds_ago):
    etl_at = datetime.now(timezone.utc) - timedelta(seconds=seconds_ago)
    return dict(order, etl_status="SENDING", etl_by="another extractor", etl_at=etl_at)


def test_indexes_claims_and_words_of_others():
    services.new_shop()
    orders = random_orders.make_orders(30, random.Random(4), [])
    environment.orders.create_index("etl_status", name="etl_status_1", sparse=True)
    environment.orders.create_index("order_id", name="number_of_the_shop", unique=True)
    # the clock was set back after the first ones were claimed; the last ones another extractor has in hand
    environment.orders.insert_many([
        *(claimed(order, -86400) for order in orders[:5]), *(claimed(order, 150) for order in orders[5:10]),
        *(dict(order, etl_status=word) for order, word in zip(orders[10:25], ("OPEN", 7, "", None, [], *"abcdefghij"))),
        *(claimed(order, 60) for order in orders[25:])])
    extractor = restart.keep_extractor()
    restart.wait_until(lambda: restart.count_sent() == 25)
    assert restart.end(extractor) == 0 and restart.count_status("SENDING") == 5
    log = restart.log_of(extractor)
    assert "10 orders released that an extractor did not finish, they are new again" in log
    assert "index etl_status_1 does not hold every document that is looked for" in log
    names = set(environment.orders.index_information())
    assert "shopetl_status" in names and "shopetl_order_id" not in names
    services.load()
    assert len(topic.orders_in_topic()) == 25
    verify.verify_rows(orders[:25])
