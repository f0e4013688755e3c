"""
Clock - the computer's clock is set back by a day, and forward again: orders go on being sent

The library `schedule` waits by the wall clock: set back by a day, it would start no run for a day.
The clock is that of Python in the extractor's process: under libfaketime, which fakes it for the C libraries too,
librdkafka stands still, whatever the extractor does.
"""
import random
import time
from tests.support import random_orders, restart, services, verify

# python imports a file of this name at the start of each process
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


def test_clock_is_set_back(tmp_path):
    services.new_shop()
    rng, orders = random.Random(1), []
    offset = tmp_path / "offset"

    def send_ten_orders(seconds):
        """Sets the clock off by so many seconds, while the extractor waits for its next run."""
        # a reader finds the old file or the new one, never an empty one
        (tmp_path / "part").write_text(f"{seconds}")
        (tmp_path / "part").rename(offset)
        random_orders.put_orders(10, rng, orders)
        restart.wait_until(lambda: restart.count_sent() == len(orders))
        time.sleep(0.3)

    (tmp_path / "sitecustomize.py").write_text(SITECUSTOMIZE)
    offset.write_text("0")
    extractor = restart.keep_extractor(PYTHONPATH=str(tmp_path), OFFSET_FILE=str(offset))
    restart.keep("loader.worker")
    send_ten_orders(0)
    send_ten_orders(-86400)
    ended = [line for line in restart.log_of(extractor).splitlines() if "clock" in line]
    print(*ended)
    assert len(ended) == 1 and ended[0].startswith("the clock was set back by 86")
    assert "Traceback" not in restart.log_of(extractor)
    assert extractor["starts"] == 2
    send_ten_orders(86400)
    send_ten_orders(86400)
    assert extractor["starts"] == 2
    restart.wait_until_drained()
    verify.verify_everything(orders)
