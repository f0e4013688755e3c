"""
Seed - orders from a file, or new ones, are put into MongoDB

FLOW:
    1 seed data/orders.json: 300 documents, exactly as the file says
    2 seed it again: nothing is added, and a document that was changed meanwhile stays changed
    3 seed another file, with and without _id, by its name and by /dev/stdin, as with docker
    4 give it files that do not fit: a clear sentence, nothing is inserted
    5 make some new orders

LIBRARIES:
    bson.json_util (comes with pymongo): reads MongoDB's extended JSON, in which dates and decimals keep their types
    subprocess (comes with Python): runs a program as a person would and reads what it prints
    tempfile (comes with Python): makes a file that is in nobody's way
"""
import os
import random
import subprocess
import sys
import tempfile
from tests import own_shop
from extractor.check_order import check_order
from extractor.make_orders import make_orders
from extractor.seed_orders import ORDERS_FILE, insert_missing, read_orders


def seed(*words, text=""):
    """Runs the program as a person would, with this text as its input; returns (exit code, what it printed, its complaints)."""
    done = subprocess.run(
        [sys.executable, "-m", "extractor.seed_orders", *words], cwd=own_shop.ROOT, input=text, capture_output=True, text=True,
    )
    print("  python -m extractor.seed_orders", *words, "->", done.stdout.strip() or done.stderr.strip())
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def write_file(text):
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False, encoding="utf-8") as file:
        file.write(text)
    return file.name


def test_seed_once():
    own_shop.empty_shop()
    print("1 seed data/orders.json")
    assert seed() == (0, "300 orders in orders.json: 300 inserted, 0 were there before", "")
    in_file = own_shop.read_json_lines(ORDERS_FILE)
    assert list(own_shop.mongo_orders.find()) == in_file == read_orders(ORDERS_FILE)

    print("2 seed it again")
    own_shop.mongo_orders.update_one({"_id": in_file[0]["_id"]}, {"$set": {"status": "RETURNED", "etl_status": "SENT"}})
    changed = [dict(in_file[0], status="RETURNED", etl_status="SENT"), *in_file[1:]]
    assert seed() == (0, "300 orders in orders.json: 0 inserted, 300 were there before", "")
    assert list(own_shop.mongo_orders.find()) == changed


def test_other_files():
    own_shop.empty_shop()
    print("3 seed another file")
    path = write_file('{"_id": 1, "order_id": "A"}\n\n{"_id": 1, "order_id": "B"}\n{"order_id": "C"}\n')
    name = os.path.basename(path)
    assert seed(path) == (0, f"3 orders in {name}: 2 inserted, 1 were there before", "")
    assert seed(path) == (0, f"3 orders in {name}: 1 inserted, 2 were there before", "")
    assert seed("/dev/stdin", text='{"_id": 1, "order_id": "D"}\n{"_id": 2, "order_id": "E"}\n') == (
        0, "2 orders in stdin: 1 inserted, 1 were there before", "",
    )
    assert [document["order_id"] for document in own_shop.mongo_orders.find()] == ["A", "C", "C", "E"]
    os.remove(path)


def test_bad_files():
    own_shop.empty_shop()
    print("4 give it files that do not fit")
    assert seed("no_such_file.json") == (1, "", "there is no file no_such_file.json")
    assert seed("data") == (1, "", "there is no file data")
    path = write_file('{"order_id": "A"}\n[1, 2]\n')
    assert seed(path) == (1, "", f"{path} line 2 is no json document: [1, 2]")
    os.remove(path)
    assert seed("--more", "x") == (1, "", "usage: python -m extractor.seed_orders --more N, N a whole number")
    assert own_shop.mongo_orders.count_documents({}) == 0


def test_more():
    own_shop.empty_shop()
    print("5 make some new orders")
    assert seed("--more", "25") == (0, "25 new orders made", "")
    assert seed("--more", "5") == (0, "5 new orders made", "")
    assert len(own_shop.mongo_orders.distinct("order_id")) == 30
    assert insert_missing(make_orders(2500, random.Random(1))) == 2500
    reasons = [check_order(document)[1] for document in own_shop.mongo_orders.find()]
    assert reasons == [None] * 2530
    print("  2530 orders, all of them good")


if __name__ == "__main__":
    test_seed_once()
    test_other_files()
    test_bad_files()
    test_more()
