"""
Two extractors - they share the work, and one that is killed or frozen in the middle of a batch harms nothing
"""
import random
import re
from collections import Counter
from datetime import timedelta
from tests.support import environment, faults, random_orders, restart, services, topic, verify

BATCH = 2000


def test_they_share_the_work():
    services.new_shop()
    # makes the topic: of two that make it at once, one ends and is restarted
    services.extract()
    orders = []
    random_orders.put_orders(8000, random.Random(1), orders)
    extractors = [restart.keep_extractor(200, EXTRACTOR_NAME=name) for name in ("a", "b")]
    restart.keep("loader.worker")
    restart.wait_until_drained()
    for extractor in extractors:
        log = restart.log_of(extractor)
        # each has sent some, and the other one took none of them away
        assert re.search(r"batch: [1-9]", log) and not re.search(r"[1-9]\d* changed", log)
        assert "released" not in log and "too large" not in log and extractor["starts"] == 1
    assert len(topic.orders_in_topic()) == len(orders)
    verify.verify_everything(orders)


def documents_handed_out():
    return environment.mongo_client.admin.command("serverStatus")["metrics"]["document"]["returned"]


def hold_batch(name):
    """Freezes a new extractor between the read of a batch and its publishing; returns its process."""
    before = documents_handed_out()
    extractor = services.start("extractor.main", EXTRACTOR_NAME=name, EXTRACT_BATCH_SIZE=f"{BATCH}")
    environment.wait_until(lambda: environment.orders.count_documents({"etl_by": name, "etl_status": "SENDING"}) > 0)
    kafka = faults.freeze("KAFKA_PID")
    # the ids of the batch, and then its documents
    environment.wait_until(lambda: documents_handed_out() > before + BATCH * 1.5)
    faults.freeze_process(extractor.pid)
    faults.thaw(kafka)
    return extractor


def test_one_is_killed_and_one_is_frozen():
    services.new_shop()
    services.extract()
    rng, orders = random.Random(2), []
    random_orders.put_orders(BATCH * 5 // 2, rng, orders)
    killed, sleeper = hold_batch("killed"), hold_batch("sleeper")
    faults.frozen.remove(killed.pid)
    killed.kill()
    third = restart.keep_extractor(EXTRACTOR_NAME="third")
    restart.keep("loader.worker")
    restart.wait_until(lambda: restart.count_sent() == BATCH // 2)
    # it leaves alone what others have in hand
    assert restart.count_status("SENDING") == BATCH * 2
    assert len(topic.orders_in_topic()) == BATCH // 2
    # started again under its name it takes back its own at once: after two minutes any extractor would
    restarted = restart.keep_extractor(EXTRACTOR_NAME="killed")
    environment.wait_until(lambda: restart.count_sent() == BATCH // 2 + BATCH, 60)
    released = f"{BATCH} orders released that an extractor did not finish"
    assert released in restart.log_of(restarted)
    assert restart.end(restarted) == 0

    slept = [order["order_id"] for order in environment.orders.find({"etl_by": "sleeper"}, {"order_id": 1})]
    # the claims are dated back, so that nobody waits two minutes
    long_ago = environment.orders.find_one({"etl_by": "sleeper"})["etl_at"] - timedelta(minutes=3)
    environment.orders.update_many({"etl_status": "SENDING"}, {"$set": {"etl_at": long_ago}})
    restart.wait_until(lambda: restart.count_sent() == len(orders))
    assert released in restart.log_of(third)

    # orders change and go out once more; then the frozen one wakes, and sends its old versions behind them
    versions = {order["order_id"]: order for order in orders}
    for order_id in rng.sample(slept, 500):
        orders.append(dict(versions[order_id], status="LATER"))
        random_orders.change_order(orders[-1])
    restart.wait_until_drained()
    before = len(topic.orders_in_topic())
    faults.thaw(sleeper.pid)
    restart.wait_until(lambda: len(topic.orders_in_topic()) == before + BATCH)
    restart.wait_until_drained()
    assert services.stop(sleeper) == 0
    # how many orders were sent once, twice, three times
    times = Counter(Counter(order_id for order_id, read_at in topic.orders_in_topic()).values())
    assert times == {1: len(versions) - BATCH, 2: BATCH - 500, 3: 500}
    verify.verify_everything(orders)
