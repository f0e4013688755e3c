"""
Clock - the computer's clock is set back by a day, and forward again: orders go on being sent

The library `schedule` waits by the wall clock: set back by a day, it would start no run for a day.
"""
import random
import time
from tests.support import random_orders, restart, services, verify

# python imports a file of this name at the start of each process
# not by libfaketime: it fakes the clock of librdkafka too, which then stands still
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
    (tmp_path / "sitecustomize.py").write_text(SITECUSTOMIZE)
    (tmp_path / "offset").write_text("0")
    extractor = restart.keep_extractor(PYTHONPATH=str(tmp_path), OFFSET_FILE=str(tmp_path / "offset"))
    restart.keep("loader.worker")
    for seconds, times_set_back in ((0, 0), (-86400, 1), (86400, 1), (86400, 1)):
        # a reader finds the old file or the new one, never an empty one
        (tmp_path / "part").write_text(f"{seconds}")
        (tmp_path / "part").rename(tmp_path / "offset")
        random_orders.put_orders(10, rng, orders)
        restart.wait_until(lambda: restart.count_sent() == len(orders))
        # a run that was under way may have sent them all
        restart.wait_until(lambda: restart.log_of(extractor).count("the clock was set back") == times_set_back)
        time.sleep(0.3)
    restart.wait_until_drained()
    log = restart.log_of(extractor)
    # set forward it goes on
    assert log.count("the clock was set back") == log.count("the clock was set back by 86") == 1
    assert "Traceback" not in log
    verify.verify_everything(orders)
