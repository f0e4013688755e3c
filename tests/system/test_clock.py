"""
Clock - the computer's clock is set back by a day, and forward again: orders go on being sent

The library `schedule` waits by the wall clock: set back by a day, it would start no run for a day.
The clock is that of Python in the extractor's process. (Under libfaketime, which fakes it for the C libraries too,
librdkafka stands still, whatever the extractor does.)

FLOW:
    1 start an extractor whose clock reads an offset from a file, and let it send ten orders
    2 write -86400 into the file while it waits for its next run: it ends with a sentence, its restart sends ten more
    3 write +86400: it just goes on

LIBRARIES:
    sitecustomize (a name that Python knows): a file of this name is imported at the start of each Python process
"""
import random
import tempfile
import time
from pathlib import Path
from tests.support import random_orders, restart, services, verify

SITECUSTOMIZE = """
import datetime, os, time, types
import schedule

true_time = time.time
time.time = lambda: true_time() + float(open(os.environ["OFFSET_FILE"]).read())

class Datetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(time.time(), tz)

schedule.datetime = types.SimpleNamespace(**dict(vars(datetime), datetime=Datetime))
"""


def test_clock_is_set_back():
    services.new_shop()
    rng = random.Random(1)
    orders = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text(SITECUSTOMIZE)
        offset = Path(folder, "offset")

        def set_clock(seconds):
            # a reader finds the old file or the new one, never an empty one
            Path(folder, "part").write_text(seconds)
            Path(folder, "part").rename(offset)

        print("1 ten orders with the right time")
        set_clock("0")
        random_orders.put_orders(10, rng, orders)
        changes = {"EXTRACT_INTERVAL_SECONDS": "2", "PYTHONPATH": folder, "OFFSET_FILE": str(offset)}
        extractor = restart.keep("extractor.main", **changes)
        restart.keep("loader.worker")
        restart.wait_until(lambda: restart.count_sent() == 10)
        # now it waits for its next run
        time.sleep(0.5)

        print("2 the clock is set back by a day, then ten more orders come")
        set_clock("-86400")
        random_orders.put_orders(10, rng, orders)
        restart.wait_until(lambda: restart.count_sent() == 20)
        ended = [line for line in restart.log_of(extractor).splitlines() if "clock" in line]
        print("   ", *ended)
        assert len(ended) == 1 and ended[0].startswith("the clock was set back by 86")
        assert "Traceback" not in restart.log_of(extractor)
        assert extractor["starts"] == 2

        print("3 the clock is set forward by two days, then ten more orders come, and ten more")
        set_clock("86400")
        for number in (30, 40):
            random_orders.put_orders(10, rng, orders)
            restart.wait_until(lambda: restart.count_sent() == number)
        assert extractor["starts"] == 2
        restart.wait_until_drained()
        verify.verify_everything(orders)


def teardown_function():
    restart.clean_up()


if __name__ == "__main__":
    test_clock_is_set_back()
