"""
MongoDB faults - the server is killed or restarted while the extractor pages, and documents that hardly can be read stand in its way

Each time do the accounts: reconcile.py, and every row against what plain python makes of the documents.

FLOW:
    1 kill -9 mongod while the extractor has a page in hand, which kafka then takes and mongodb is away to be marked
    2 end mongod as for an update, which takes the extractor's cursor away
    3 insert documents with text that is not UTF-8, with dates outside of python's years and of nearly 16 MiB,
      whole pages full of them, and good ones before, between and behind them: each good one arrives

LIBRARIES:
    bson (comes with pymongo): encode() makes the bytes of a document, RawBSONDocument() takes such bytes as they are,
    DatetimeMS holds a date as milliseconds, for years that python's datetime does not know
    signal (comes with Python): what may be sent to a process; SIGKILL ends it at once, SIGTERM asks it to end
    re (comes with Python): looks for patterns in text, here for a sentence on a log
"""
import random
import re
import signal
import time
import bson
from bson import DatetimeMS
from bson.raw_bson import RawBSONDocument
from tests import accounts, break_server, count_orders, keep_running, made_up_orders, own_shop, read_topic

YEAR_10000 = DatetimeMS(253402300800000)
LARGEST = 16 * 1024 * 1024
LARGEST_MARKABLE = LARGEST - 2048


def test_mongodb_restarts_while_the_extractor_pages():
    own_shop.empty_shop()
    dice = random.Random(1)
    orders = []
    number_sent = 0
    try:
        loader = keep_running.keep("loader.worker")
        extractor = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="50")
        for step, sign in ((1, signal.SIGKILL), (2, signal.SIGTERM)):
            if sign == signal.SIGKILL:
                print("1 kill -9 mongod while 2000 new orders go out")
            else:
                print("2 end mongod as for an update while 2000 new orders go out")
            new = made_up_orders.make_orders(2000, dice, orders)
            # mongodb hands out 16 mb at a time: with so large a field it is asked again while the extractor pages
            made_up_orders.insert(dict(order, customer=dict(order["customer"], note="x" * 12000)) for order in new)
            keep_running.wait_until(lambda: count_orders.sent() > number_sent + 300)
            kafka = break_server.freeze("KAFKA_PID")
            time.sleep(0.5)
            before = count_orders.sent()
            time.sleep(0.5)
            print(f"  kafka is frozen, the extractor waits with a page in hand: {before - number_sent} of 2000 orders are SENT")
            assert count_orders.sent() == before < number_sent + 1300
            old_pid = break_server.kill_server("MONGOD_PID", sign)
            if sign == signal.SIGKILL:
                print("  the new mongod is frozen too, until the extractor has given up")
                own_shop.wait_until(lambda: break_server.server_pid("MONGOD_PID") != old_pid)
                mongod = break_server.freeze("MONGOD_PID")
                break_server.thaw(kafka)
                keep_running.wait_until(lambda: extractor["starts"] == 2)
                break_server.thaw(mongod)
            else:
                break_server.thaw(kafka)
            keep_running.wait_for_server("MONGOD_PID", old_pid)
            keep_running.settle()
            keep_running.print_starts()
            number_sent = len(orders)
            assert extractor["starts"] > step
            if sign == signal.SIGKILL:
                twice = len(read_topic.orders_in_topic()) - len(orders)
                print(f"  {twice} orders were sent twice: their page was acknowledged and could not be marked")
                assert twice >= 50
            assert loader["starts"] == 1
            accounts.do_accounts(orders)
    finally:
        keep_running.clean_up()


def with_bad_text(document, text="????"):
    """Returns the document with bytes that are no text in place of these question marks."""
    data = bson.encode(document)
    assert text.encode() in data
    return RawBSONDocument(data.replace(text.encode(), b"\xff\xfe\xc0\xaf"))


def with_size(document, size):
    """Returns the document with a note that makes it so many bytes large."""
    empty = len(bson.encode(dict(document, note="")))
    return dict(document, note="x" * (size - empty))


def bad_texts(order):
    """One document for each text of the contract, and then for names of fields and texts that nobody reads."""
    item = order["items"][0]
    documents = [dict(order, **{field: "????"}) for field in ("order_id", "status")]
    documents += [dict(order, customer=dict(order["customer"], **{field: "????@"})) for field in order["customer"]]
    documents += [dict(order, items=[dict(item, **{field: "????"})]) for field in ("product_id", "name", "category")]
    return [with_bad_text(dict(document, _id=f"bad text {number}")) for number, document in enumerate(documents)]


def bad_dates(order):
    far = DatetimeMS(-2**63)
    documents = [dict(order, **{field: date}) for field in ("created_at", "updated_at") for date in (YEAR_10000, far)]
    return [dict(document, _id=f"bad date {number}") for number, document in enumerate(documents)]


def test_documents_that_hardly_can_be_read():
    own_shop.empty_shop()
    print("3 insert documents that hardly can be read, whole pages of 3 full of them")
    dice = random.Random(3)
    order = made_up_orders.make_order(dice, "bad")
    good = [made_up_orders.make_order(dice, f"G{number}") for number in range(20)]
    texts = bad_texts(order)
    dates = bad_dates(order)
    huge = [with_size(dict(order, _id=f"huge {number}"), LARGEST - number) for number in (0, 1, 1000, 2047)]
    # these break nothing of the contract
    nearly_huge = with_size(dict(good[10], _id="nearly huge"), LARGEST_MARKABLE)
    odd_fields = [
        with_bad_text(dict(good[11], _id="odd field", note="????")),
        with_bad_text(dict(good[12], _id="odd name", customer=dict(good[12]["customer"], **{"????": 1}))),
        with_bad_text(dict(good[13], _id="odd regex", items=[dict(item, note=bson.Regex("????")) for item in good[13]["items"]])),
        with_bad_text(dict(good[15], _id="????")),
        dict(good[14], _id="odd date", note=YEAR_10000, customer=dict(good[14]["customer"], since=DatetimeMS(-2**63))),
    ]
    for part in (good[0:4], texts, good[4:5], dates, good[5:6], huge, good[6:10], [nearly_huge], odd_fields, good[16:20]):
        own_shop.mongo_orders.insert_many([document if isinstance(document, RawBSONDocument) else dict(document) for document in part])
    try:
        extractor = keep_running.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_PAGE_SIZE="3")
        loader = keep_running.keep("loader.worker")
        keep_running.wait_until(lambda: count_orders.loaded() == len(good) and count_orders.waiting() == len(huge))
        log = keep_running.log_of(extractor)
        keep_running.wait_until(lambda: len(keep_running.log_of(extractor)) > 2 * len(log))
        assert extractor["starts"] == loader["starts"] == 1
        code = keep_running.end(extractor)
        keep_running.settle(len(huge))
        assert code == 0
        rejected = {document["_id"]: document["etl_reason"] for document in own_shop.mongo_orders.find(
            {"etl_status": "REJECTED"}, {"etl_reason": 1}
        )}
        for document_id, reason in rejected.items():
            print(f"  {document_id}: {reason}")
        names = [f"bad text {number}" for number in range(len(texts))] + [document["_id"] for document in dates]
        assert sorted(rejected) == sorted(names)
        assert all(reason.endswith("holds bytes that are not valid UTF-8 text") for key, reason in rejected.items() if "text" in key)
        assert all("is outside the years 1000 to 9999" in reason for key, reason in rejected.items() if "date" in key)
        for document in huge:
            named = re.findall(f"too large to be marked, stays new: document {document['_id']} of", log)
            print(f"  {document['_id']} is named on the log")
            assert named
        assert own_shop.mongo_orders.find_one({"_id": "nearly huge"}, {"etl_status": 1})["etl_status"] == "SENT"
        accounts.do_accounts(good, rejected=len(rejected), too_large=len(huge))
    finally:
        keep_running.clean_up()


if __name__ == "__main__":
    test_mongodb_restarts_while_the_extractor_pages()
    test_documents_that_hardly_can_be_read()
