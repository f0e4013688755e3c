"""
Odd documents - some hardly can be read, some are very large: each good one arrives, and none stands in another's way

FLOW:
    1 insert documents with text that is not UTF-8, with dates outside of python's years and of nearly 16 MiB,
      whole batches full of them, and good ones before, between and behind them: the bad ones are REJECTED, those
      that are too large to be marked are named on the log in each run and never claimed, the good ones arrive
    2 insert 24 documents of 8 MB: the extractor reads them in parts, and does not hold them all

LIBRARIES:
    bson (comes with pymongo): encode() makes the bytes of a document, RawBSONDocument() takes such bytes as they are,
    DatetimeMS holds a date as milliseconds, for years that python's datetime does not know
"""
import random
import bson
from bson import DatetimeMS
from bson.raw_bson import RawBSONDocument
from tests.support import environment, random_orders, restart, services, verify

YEAR_10000 = DatetimeMS(253402300800000)
FIRST_DATE = DatetimeMS(-2**63)
LARGEST = 16 * 1024 * 1024
LARGEST_MARKABLE = LARGEST - 2048


def teardown_function():
    restart.clean_up()


def with_bad_text(document, text="????"):
    """Returns the document with bytes that are no text in place of these question marks."""
    data = bson.encode(document)
    assert text.encode() in data
    return RawBSONDocument(data.replace(text.encode(), b"\xff\xfe\xc0\xaf"))


def with_size(document, size):
    """Returns the document with a note that makes it so many bytes large."""
    empty = len(bson.encode(dict(document, note="")))
    return dict(document, note="x" * (size - empty))


def with_ids(documents, name):
    """Gives each document an _id and an order_id of its own, but leaves a bad order_id as it is."""
    return [
        dict(document, _id=f"{name} {number}", order_id=document["order_id"].replace("bad", f"{name} {number}"))
        for number, document in enumerate(documents)
    ]


def bad_texts(order):
    """One document for each text of the contract."""
    item = order["items"][0]
    documents = [dict(order, **{field: "????"}) for field in ("order_id", "status")]
    documents += [dict(order, customer=dict(order["customer"], **{field: "????@"})) for field in order["customer"]]
    documents += [dict(order, items=[dict(item, **{field: "????"})]) for field in ("product_id", "name", "category")]
    return [with_bad_text(document) for document in with_ids(documents, "bad text")]


def bad_dates(order):
    fields = ("created_at", "updated_at")
    return with_ids([dict(order, **{field: date}) for field in fields for date in (YEAR_10000, FIRST_DATE)], "bad date")


def odd_documents(good):
    """Five that break nothing of the contract: what is odd stands where nobody reads it."""
    items = [dict(item, note=bson.Regex("????")) for item in good[2]["items"]]
    return [
        with_bad_text(dict(good[0], _id="odd field", note="????")),
        with_bad_text(dict(good[1], _id="odd name", customer=dict(good[1]["customer"], **{"????": 1}))),
        with_bad_text(dict(good[2], _id="odd regex", items=items)),
        dict(good[3], _id="odd date", note=YEAR_10000, customer=dict(good[3]["customer"], since=FIRST_DATE)),
        with_size(dict(good[4], _id="nearly huge"), LARGEST_MARKABLE - 1),
    ]


def test_documents_that_hardly_can_be_read():
    print("1 insert documents that hardly can be read, whole batches of 3 full of them")
    services.new_shop()
    rng = random.Random(3)
    order = random_orders.make_order(rng, "bad")
    good = [random_orders.make_order(rng, f"G{number}") for number in range(20)]
    texts, dates = bad_texts(order), bad_dates(order)
    huge = [
        with_size(dict(order, _id=f"huge {number}", order_id=f"huge {number}"), LARGEST - number)
        for number in (0, 1, 1000, 2048)
    ]
    odd = odd_documents(good[10:15])
    for part in (good[0:4], texts, good[4:5], dates, good[5:6], huge, good[6:10], odd, good[15:20]):
        environment.orders.insert_many(part)
    extractor = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1", EXTRACT_BATCH_SIZE="3")
    loader = restart.keep("loader.worker")
    restart.wait_until_drained(still_new=len(huge))
    for document in huge:
        line = f"too large to be marked, stays new: document {document['_id']} of {len(bson.encode(document))} bytes"
        # in each run
        restart.wait_until(lambda: restart.log_of(extractor).count(line) >= 2)
        print(" ", line)
    assert extractor["starts"] == loader["starts"] == 1
    assert environment.orders.count_documents({"_id": {"$regex": "^huge"}, "etl_batch": {"$exists": True}}) == 0
    rejected = {document["_id"]: document["etl_reason"] for document in environment.orders.find(
        {"etl_status": "REJECTED"}, {"etl_reason": 1}
    )}
    for document_id, reason in rejected.items():
        print(f"  {document_id}: {reason}")
    assert len(rejected) == len(texts) + len(dates)
    assert all(reason.endswith("is not valid UTF-8") for key, reason in rejected.items() if "text" in key)
    assert all("is outside the years 1000 to 9999" in reason for key, reason in rejected.items() if "date" in key)
    verify.verify_everything(good, rejected=len(rejected), too_large_to_be_marked=len(huge))


def test_documents_of_8_mb():
    print("2 insert 24 documents of 8 MB, which are one batch")
    services.new_shop()
    orders = []
    for order in random_orders.make_orders(24, random.Random(5), orders):
        # in a part of the document that the extractor reads
        random_orders.insert([dict(order, customer=dict(order["customer"], note="x" * 8_000_000))])
    extractor = restart.keep("extractor.main", EXTRACT_INTERVAL_SECONDS="1")
    restart.keep("loader.worker")
    restart.wait_until_drained()
    status = open(f"/proc/{extractor['process'].pid}/status").read()
    megabytes = int(status.split("VmHWM:")[1].split()[0]) / 1000
    print(f"  the extractor took {megabytes:.0f} MB at most")
    assert megabytes < 190
    assert "batch: 24 sent" in restart.log_of(extractor)
    verify.verify_everything(orders)


if __name__ == "__main__":
    for test in (test_documents_that_hardly_can_be_read, test_documents_of_8_mb):
        test()
        teardown_function()
