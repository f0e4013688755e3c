"""
Worker - the loader's loop: it takes the batches from Kafka one by one until it is stopped

FLOW:
    1 put an order into MongoDB and extract it: one message is in Kafka
    2 start the loader as a process, and wait until the order is in MySQL
    3 end the loader as ctrl-c does: it stops between two batches, with exit code 0

LIBRARIES:
    subprocess (comes with Python): runs a program as a process of its own
    signal (comes with Python): SIGINT is what ctrl-c sends
"""
import signal
import subprocess
import sys
from tests.support import environment
from tests.support.sample_order import DOCUMENT
from extractor.extract import extract_new_orders


def test_worker():
    environment.empty()
    print("1 put an order into MongoDB and extract it:", DOCUMENT)
    environment.orders.insert_one(dict(DOCUMENT))
    extract_new_orders()

    print("2 start the loader:")
    command = [sys.executable, "-m", "loader.worker"]
    loader = subprocess.Popen(command, cwd=environment.ROOT, stdout=subprocess.PIPE, text=True)
    query = "SELECT orders.order_id, orders.status FROM orders"
    environment.wait_until(lambda: environment.mysql_rows(query) == [("A1", "PAID")])

    print("3 end it as ctrl-c does; what it has printed:")
    loader.send_signal(signal.SIGINT)
    printed, nothing = loader.communicate(timeout=30)
    print(printed)
    assert "1 of 1 orders written, with 2 lines" in printed
    assert printed.endswith("loader stopped\n")
    assert loader.returncode == 0


if __name__ == "__main__":
    test_worker()
