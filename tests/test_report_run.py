"""
Report run - the scheduled extractor tells in MongoDB that it runs, and one that was not seen for a day is forgotten

FLOW:
    1 put in an extractor of two days ago
    2 report a run: this extractor stands there with what it has sent, the other one is gone

LIBRARIES:
    pymongo: talks to MongoDB; update_one() with upsert inserts the document where it is missing
"""
from datetime import datetime, timedelta, timezone
from tests.support import environment
from extractor.claim_orders import EXTRACTOR_NAME
from extractor.report_run import report_run


def test_report_run():
    environment.empty()
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    environment.extractor_runs.insert_one({"_id": "old one", "seen_at": now - timedelta(days=2)})
    print("1 the runs:", *environment.extractor_runs.find())

    report_run(sent=288, rejected=12)
    run, = environment.extractor_runs.find()
    print("2 the runs:", run)
    assert run["seen_at"] - now < timedelta(seconds=30)
    assert run == {"_id": EXTRACTOR_NAME, "collection": "orders", "interval_seconds": 10, "sent": 288, "rejected": 12,
                   "seen_at": run["seen_at"]}


if __name__ == "__main__":
    test_report_run()
