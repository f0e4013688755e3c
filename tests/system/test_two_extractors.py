"""
Two extractors - they share the work, and one that is killed or frozen in the middle of a batch harms nothing

FLOW:
    1 two extractors send 20,000 orders: each order once, and nothing on their logs that misleads
    2 one of two is killed and the other frozen, each with a batch in hand. A third takes both batches over: the claims
      are dated back by three minutes, so that nobody waits two. Then orders change, go out once more, and the frozen
      one wakes: it publishes its old versions behind the new ones, and MySQL keeps the new ones
    With pytest's option --frozen 190 nothing is dated back, and the second is really frozen for so many seconds.

LIBRARIES:
    pymongo: serverStatus tells how many documents MongoDB has handed out
    re, collections (come with Python): look for numbers on a log; a Counter counts how often each order was sent
"""
import random
import re
import time
from collections import Counter
from datetime import timedelta
from tests.support import environment, faults, random_orders, restart, services, topic, verify

BATCH = 6000
BATCH_LINE = r"(?m)^batch: (\d+) sent, (\d+) rejected, (\d+) changed meanwhile; (\d+) of (\d+), \d+ orders/s, .*$"
RUN_LINE = r"(?m)^run: (\d+) orders sent, 0 rejected, 0 changed meanwhile, in [\d.]+ s$"


def teardown_function():
    restart.clean_up()


def test_they_share_the_work():
    print("1 two extractors, 20,000 orders")
    services.new_shop()
    # an empty run makes the topic: of two that make it at once, one ends and is restarted
    services.extract()
    orders = []
    random_orders.put_orders(20_000, random.Random(1), orders)
    extractors = [
        restart.keep("extractor.main", EXTRACTOR_NAME=name, EXTRACT_INTERVAL_SECONDS="1") for name in ("a", "b")
    ]
    restart.keep("loader.worker")
    restart.wait_until_drained()
    for extractor in extractors:
        log = restart.log_of(extractor)
        batches = [[int(number) for number in numbers] for numbers in re.findall(BATCH_LINE, log)]
        sent = sum(batch[0] for batch in batches)
        print(f"  {sent} orders sent by {extractor['changes']['EXTRACTOR_NAME']}")
        assert 0 < sent < len(orders)
        assert all(rejected == changed == 0 and seen <= of for batch, rejected, changed, seen, of in batches)
        assert re.findall(RUN_LINE, log) == [str(sent)]
        assert "taken back" not in log and "too large" not in log and extractor["starts"] == 1
    sent = topic.orders_in_topic()
    print(f"  {len(sent)} orders in the topic, {len({order_id for order_id, read_at in sent})} different ones")
    assert len(sent) == len(orders)
    verify.verify_everything(orders)


def documents_handed_out():
    return environment.mongo_client.admin.command("serverStatus")["metrics"]["document"]["returned"]


def hold_batch(name):
    """Freezes a new extractor between the read of a batch and its publishing; returns (process, orders in hand)."""
    before = documents_handed_out()
    changes = {"EXTRACTOR_NAME": name, "EXTRACT_INTERVAL_SECONDS": "1", "EXTRACT_BATCH_SIZE": f"{BATCH}"}
    extractor = services.start("extractor.main", **changes)
    claims = {"etl_by": name, "etl_status": "SENDING"}
    environment.wait_until(lambda: environment.orders.count_documents(claims) > 0)
    kafka = faults.freeze("KAFKA_PID")
    # the ids of the batch, and then its documents
    environment.wait_until(lambda: documents_handed_out() > before + BATCH * 1.5)
    faults.freeze_process(extractor.pid)
    faults.thaw(kafka)
    return extractor, environment.orders.count_documents(claims)


def test_one_is_killed_and_one_is_frozen(frozen):
    print("2 one extractor is killed, one is frozen, each with a batch in hand")
    services.new_shop()
    services.extract()
    rng = random.Random(2)
    orders = []
    random_orders.put_orders(14_000, rng, orders)
    killed, of_killed = hold_batch("killed")
    sleeper, of_sleeper = hold_batch("sleeper")
    began = time.monotonic()
    faults.frozen.remove(killed.pid)
    killed.kill()
    print(f"  {of_killed} and {of_sleeper} orders are in hand, {len(topic.orders_in_topic())} in the topic")
    assert of_killed == of_sleeper == BATCH
    assert topic.orders_in_topic() == []

    third = restart.keep("extractor.main", EXTRACTOR_NAME="third", EXTRACT_INTERVAL_SECONDS="1")
    restart.keep("loader.worker")
    restart.wait_until(lambda: restart.count_sent() == len(orders) - of_killed - of_sleeper)
    slept = [order["order_id"] for order in environment.orders.find({"etl_by": "sleeper"}, {"order_id": 1})]
    if not frozen:
        claimed_at = environment.orders.find_one({"etl_by": "sleeper"})["etl_at"]
        long_ago = claimed_at - timedelta(minutes=3)
        environment.orders.update_many({"etl_status": "SENDING"}, {"$set": {"etl_at": long_ago}})
    restart.wait_until(lambda: restart.count_sent() == len(orders))
    print(f"  all are SENT {time.monotonic() - began:.0f} s after the freeze:",
          *re.findall(r".* taken back .*", restart.log_of(third)), sep="\n    ")
    versions = {order["order_id"]: order for order in orders}
    for order_id in rng.sample(slept, 500):
        later = dict(versions[order_id], status="LATER")
        orders.append(later)
        random_orders.change_order(later)
    restart.wait_until_drained()
    time.sleep(max(0, frozen - (time.monotonic() - began)))
    before = len(topic.orders_in_topic())
    faults.thaw(sleeper.pid)
    restart.wait_until(lambda: len(topic.orders_in_topic()) == before + of_sleeper)
    restart.wait_until_drained()
    print(f"  the frozen one woke after {time.monotonic() - began:.0f} s "
          f"and sent {len(topic.orders_in_topic()) - before} old versions")
    assert services.stop(sleeper) == 0
    times = Counter(Counter(order_id for order_id, read_at in topic.orders_in_topic()).values())
    print("  how many orders were sent once, twice, three times:", times[1], times[2], times[3])
    assert times == {1: len(versions) - of_sleeper, 2: of_sleeper - 500, 3: 500}
    verify.verify_everything(orders)


if __name__ == "__main__":
    test_they_share_the_work()
    teardown_function()
    test_one_is_killed_and_one_is_frozen(0)
