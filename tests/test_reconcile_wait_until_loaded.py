"""
Reconcile waits - until all that was sent before is loaded; it looks first whether an extractor and a loader were seen

FLOW:
    1 no extractor was ever seen: it ends at once, with one sentence
    2 an extractor and a loader were seen: nothing is under way, so it does not wait; one order is new
    3 the new order was not claimed until the deadline: it is named; one that was claimed and changed again is not
    4 it is being claimed at the moment in which reconcile begins, and seen a little later: it is waited for, whatever
      stands in its etl_at

LIBRARIES:
    pymongo, mysql-connector-python, confluent-kafka: MongoDB, MySQL and Kafka are asked
    threading (comes with Python): a Timer calls a function after so many seconds
"""
import threading
import time
import pytest
from tests.support import environment, verify
from tests.support.sample_order import DOCUMENT
from reconcile.connection.mysql_connection import connection
from reconcile.find_unclaimed import find_unclaimed
from reconcile.wait_until_loaded import wait_until_loaded


def mark(status):
    environment.orders.update_one({"_id": 7}, {"$set": {"etl_status": status, "etl_at": "no date"}})


def test_wait_until_loaded():
    environment.empty()
    # other tests may have restarted mysql
    connection.reconnect()
    print("1 no extractor:")
    with pytest.raises(SystemExit) as end:
        wait_until_loaded()
    assert end.value.code == 1

    verify.show_stages()
    environment.orders.insert_one(dict(DOCUMENT, _id=7))
    start = wait_until_loaded()
    print("2", start)
    assert start["new"] == [7]

    # an interval of a second, and a minute; here it is over
    found = list(find_unclaimed(dict(start, deadline=time.monotonic())))
    print("3", found)
    assert found == [("new and never claimed", "order 'A1', document 7: the extractor does not get to it", 7)]
    environment.orders.update_one({"_id": 7}, {"$currentDate": {"etl_at": True}})
    assert list(find_unclaimed(dict(start, deadline=time.monotonic()))) == []

    threading.Timer(0.5, mark, ["SENDING"]).start()
    threading.Timer(2, mark, ["SENT"]).start()
    wait_until_loaded()
    print("4", environment.orders.find_one())
    assert environment.orders.find_one().get("etl_status") == "SENT"


if __name__ == "__main__":
    test_wait_until_loaded()
