"""
Main - the extractor on its schedule: it looks for new orders again and again until it is stopped

FLOW:
    1 start the extractor as a process that looks every second; it makes a run at once
    2 put an order into MongoDB: a later run sends it; put in another one: a later run sends that one too
    3 end the extractor as ctrl-c does: it stops between two batches, with exit code 0

LIBRARIES:
    schedule: every(1).seconds.do(a_function) notes the function, run_pending() calls it when its time has come
    subprocess (comes with Python): runs a program as a process of its own
    signal (comes with Python): SIGINT is what ctrl-c sends
"""
import os
import signal
import subprocess
import sys
from tests.support import environment
from tests.support.sample_order import DOCUMENT


def test_main():
    environment.empty()
    print("1 start the extractor:")
    command = [sys.executable, "-m", "extractor.main"]
    variables = {**os.environ, "EXTRACT_INTERVAL_SECONDS": "1"}
    extractor = subprocess.Popen(command, cwd=environment.ROOT, env=variables, stdout=subprocess.PIPE, text=True)
    # it tells in mongodb of each run: its first one is over, and only the schedule makes another one
    environment.wait_until(environment.extractor_runs.find_one)

    for order_id in ("A1", "A2"):
        print("2 put an order into MongoDB:", order_id)
        environment.orders.insert_one(dict(DOCUMENT, order_id=order_id))
        sent = {"order_id": order_id, "etl_status": "SENT"}
        environment.wait_until(lambda: environment.orders.count_documents(sent) == 1)

    print("3 end it as ctrl-c does; what it has printed:")
    extractor.send_signal(signal.SIGINT)
    printed, nothing = extractor.communicate(timeout=30)
    print(printed)
    assert "extractor running, every 1 seconds" in printed
    assert printed.count("batch: 1 sent, 0 rejected") == 2
    assert printed.endswith("extractor stopped\n")
    assert extractor.returncode == 0


if __name__ == "__main__":
    test_main()
