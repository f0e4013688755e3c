"""
Remembers the answer of each report for a while: over a million orders a report takes seconds,
and 64 clients who ask for it at once must not start it 64 times.

An answer that took 10 ms is renewed after 0.1 s, one that took 10 s after 100 s: a small shop is always up to date,
and a large one spends at most a tenth of one connection's time on each report.
"""
import threading
import time
from concurrent.futures import ThreadPoolExecutor

# both are multiples of the time that the answer took to work out
RENEWED_AFTER = 10
NEVER_OLDER_THAN = 20

# two reports at a time, so that mysql has time for everything else
workers = ThreadPoolExecutor(2)
lock = threading.Lock()
# by report: its newest answer, when that was begun, and how many seconds it counts to have taken
newest = {}
# by report: how many seconds it really took the last time
last_took = {}
# by report: its newest computation, which a worker does, has done or will do
computations = {}


def remembered(report, *values):
    """Returns what report(*values) returns, worked out now or at most NEVER_OLDER_THAN times the time it took ago."""
    key = (report, *values)
    # held for a moment only, never while mysql works
    with lock:
        answer, began, took = newest.get(key, (None, 0, 0))
        age = time.monotonic() - began
        if age < RENEWED_AFTER * took:
            return answer
        # one worker is enough for all who ask
        if key not in computations or computations[key].done():
            computations[key] = workers.submit(work_out, key)
        if age < NEVER_OLDER_THAN * took:
            return answer
        computation = computations[key]
    # if the report fails, all who wait here get its error, nothing is remembered, and the next request tries again
    return computation.result()


def work_out(key):
    report, *values = key
    # from the beginning on, for rows that come in while mysql works are not in the answer
    began = time.monotonic()
    answer = report(*values)
    took = time.monotonic() - began
    # the shorter of the last two times counts: a moment in which mysql hung must not make a small shop's report old for minutes
    newest[key] = (answer, began, min(took, last_took.get(key, took)))
    last_took[key] = took
    return answer
