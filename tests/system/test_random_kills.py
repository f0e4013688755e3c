"""
Random kills - kill -9 of the extractor and of the loader at random moments, while orders arrive and change

With pytest's option --kills 200 it makes so many kills.
"""
import json
import random
import time
from tests.support import random_orders, restart, services, topic, verify


def test_random_kills(kills, seed):
    print(f"{kills} kills, --seed {seed}")
    rng, orders = random.Random(seed), []
    services.new_shop()
    # makes the topic
    services.extract()
    # by this name kafka gives a loader its partitions back at once, and not after the six seconds of a dead member
    name = json.dumps({"group.instance.id": "one"})
    extractor, loader = restart.keep_extractor(50), restart.keep("loader.worker", KAFKA_MORE_SETTINGS=name)
    for number in range(1, kills + 1):
        random_orders.put_orders(200, rng, orders)
        random_orders.change_orders(20, rng, orders)
        random_orders.put_bad_orders(2)
        service, word = rng.choice([(extractor, "batch:"), (loader, "batch of")])
        seen = restart.log_of(service).count(word)
        # half of the kills find it at its start, half at its work
        if rng.random() < 0.5:
            restart.wait_until(lambda: restart.log_of(service).count(word) > seen)
        time.sleep(rng.uniform(0, 0.5))
        random_orders.put_orders(50, rng, orders)
        restart.kill(service)
        seen = restart.log_of(service).count(word) - seen
        print(f"  kill {number}: {service['module']}, {seen} batches since its start, {restart.count_status(None)} "
              f"orders new, {restart.count_status('SENDING')} SENDING, {topic.messages_in_flight()} messages in flight")
        restart.restart(service)
    restart.wait_until_drained()
    order_ids = [order_id for order_id, read_at in topic.orders_in_topic()]
    print(f"  {len(order_ids)} orders are in the topic, {len(set(order_ids))} different ones")
    verify.verify_everything(orders, rejected=kills * 2)
