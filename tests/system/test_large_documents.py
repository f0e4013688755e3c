"""
Large documents - up to MongoDB's 16 MiB: each arrives, or is named on the log, and none stands in another's way
"""
import random
import bson
from tests.support import environment, random_orders, restart, services, verify

MAX_BYTES = 16 * 1024 * 1024


def with_size(document, size):
    """Returns the document with a note that makes it so many bytes large."""
    empty = len(bson.encode(dict(document, note="")))
    return dict(document, note="x" * (size - empty))


def test_documents_that_are_too_large_to_be_marked():
    services.new_shop()
    rng = random.Random(3)
    orders = [random_orders.make_order(rng, f"A{number}") for number in range(9)]
    # the largest that can be marked
    orders[8] = with_size(dict(orders[8], _id="largest"), MAX_BYTES - 2048 - 1)
    sizes = [MAX_BYTES - less for less in (0, 1, 1000, 2048)]
    huge = [with_size(dict(orders[0], _id=f"huge {size}", order_id=f"H{size}"), size) for size in sizes]
    # a whole batch of them
    random_orders.insert(orders[:3] + huge + orders[3:])
    extractor, loader = restart.keep_extractor(3), restart.keep("loader.worker")
    restart.wait_until_drained(still_new=len(huge))
    for size in sizes:
        line = f"too large to be marked, stays new: document \"huge {size}\" of {size} bytes"
        # in each run
        restart.wait_until(lambda: restart.log_of(extractor).count(line) >= 2)
    assert extractor["starts"] == loader["starts"] == 1
    assert environment.orders.count_documents({"_id": {"$regex": "^huge"}, "etl_batch": {"$exists": True}}) == 0
    verify.verify_everything(orders, too_large_to_be_marked=len(huge))


def test_documents_of_8_mb_are_read_in_parts():
    services.new_shop()
    orders = []
    for order in random_orders.make_orders(20, random.Random(5), orders):
        # in a part of the document that the extractor reads
        random_orders.insert([dict(order, customer=dict(order["customer"], note="x" * 8_000_000))])
    memory = services.run_and_measure("extractor.extract")
    print(f"the extractor took {memory:.0f} MiB for a batch of 160 MB")
    assert memory < 160
    services.load()
    verify.verify_everything(orders)
