"""
Status - /api/pipeline/status and its neighbours are right at every moment, to the order, against the three servers
"""
import random
from tests.support import environment, faults, random_orders, restart, services

PORT = services.free_port()


def look(waiting, rejected, loaded, in_kafka):
    """Fails unless the status says so, and the list of batches beside it too."""
    code, status = services.get(PORT, "/api/pipeline/status")
    print("  ", status)
    assert (status["waiting_orders"], status["rejected_orders"], status["loaded_orders"]) == (waiting, rejected, loaded)
    # sent and not loaded yet: the newest sent order is younger than the newest batch
    assert ((status["newest_sent_at"] or "") > (status["newest_loaded_at"] or "")) == in_kafka
    # before the first batch nothing is known of it, after it all is
    code, batches = services.get(PORT, "/api/pipeline/batches?limit=500")
    assert sum(batch["order_count"] for batch in batches) == loaded
    assert status["newest_loaded_at"] == (batches[0]["loaded_at"] if batches else None)
    seconds = status["seconds_from_kafka_to_mysql"]
    assert seconds >= 0 if batches else seconds is None


def test_status():
    services.new_shop()
    services.start_api(PORT)
    look(0, 0, 0, in_kafka=False)
    random_orders.put_orders(1000, random.Random(15), [])
    random_orders.put_bad_orders(7)
    look(1007, 0, 0, in_kafka=False)

    # the extractor has a batch in hand, which kafka, being frozen, does not acknowledge
    extractor = services.start("extractor.extract", EXTRACT_BATCH_SIZE="20")
    environment.wait_until(lambda: restart.count_status("SENT") > 0)
    kafka = faults.freeze("KAFKA_PID")
    restart.wait_until_idle(extractor)
    assert restart.count_status("SENDING") == 20
    look(1007 - restart.count_sent(), 0, 0, in_kafka=True)

    faults.thaw(kafka)
    assert extractor.wait(60) == 0
    look(0, 7, 0, in_kafka=True)

    services.load()
    look(0, 7, 1000, in_kafka=False)
    services.stop_all()
