"""
Kill loader - kill -9 at the worst places: no batch is lost, and none is there twice

Each time it is restarted, and every row must be right at the end.
"""
import random
from tests.support import environment, faults, restart, row_locks, topic, verify


def test_killed_between_two_inserts():
    rng, orders = random.Random(1), []
    row_locks.load_known_products(rng, orders)
    lines = row_locks.root_rows("SELECT COUNT(*) FROM order_items")
    loader, session = row_locks.hold_loader(row_locks.PRODUCTS, rng, orders)
    inserted = row_locks.root_rows("SELECT COUNT(*) FROM orders")[0][0] - 300
    print(f"{inserted} orders are inserted and not committed, and their lines are not inserted")
    assert inserted > 0 and row_locks.root_rows("SELECT COUNT(*) FROM order_items") == lines
    restart.kill(loader)
    session.close()
    environment.wait_until(lambda: row_locks.root_rows("SELECT COUNT(*) FROM orders") == [(300,)])
    # kafka keeps the partitions of the dead one for six seconds: this time they are waited for
    restart.wait_until_drained()
    verify.verify_everything(orders)


def test_killed_between_commit_and_offset():
    rng, orders = random.Random(2), []
    row_locks.load_known_products(rng, orders)
    loader, session = row_locks.hold_loader(row_locks.PRODUCTS, rng, orders)
    in_flight = topic.messages_in_flight()
    faults.freeze("KAFKA_PID")
    session.close()
    environment.wait_until(lambda: restart.count_loaded() > 300)
    restart.wait_until_idle(loader["process"])
    restart.kill(loader)
    # alive, it would go on with the offset that it has received
    faults.wait_for_server("KAFKA_PID", faults.kill_server("KAFKA_PID"))
    print(f"{restart.count_loaded() - 300} orders are committed, {in_flight} messages are not")
    assert topic.messages_in_flight() == in_flight
    restart.wait_until_drained()
    verify.verify_everything(orders)
