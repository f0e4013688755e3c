"""
Seed files - orders from files of every kind are put into MongoDB, and new ones are generated

FLOW:
    1 seed data/orders.json: 300 documents, exactly as the file says; once more: nothing is added, a change stays
    2 seed another file, with and without _id, by its name and by /dev/stdin, as with docker
    3 an _id may be true beside 1, or an object: each document is inserted once
    4 give it files that do not fit, with the mistake in the middle: a clear sentence, nothing is inserted
    5 a file of 200,000 lines takes no more memory than a small one
    6 generate new orders: all of them are good

LIBRARIES:
    subprocess (comes with Python): runs a program as a person would and reads what it prints
    resource (comes with Python): tells how much memory a program that has ended had at its peak
"""
import os
import random
import subprocess
import sys
import tempfile
from tests.support import environment, expected, services
from extractor.generate_orders import generate_orders

ORDER_LINE = '{"order_id": "%s", "note": "%s"}\n'
MANY = 200_000
# so many mib more a large file may take than a small one
MOST_MORE_MEMORY = 60


def seed(*words, text=""):
    """
    Runs the program as a person would, with this text as its input.
    Returns (exit code, what it printed below the address, what it complained of).
    """
    done = subprocess.run([sys.executable, "-m", "extractor.seed_orders", *words], cwd=environment.ROOT, input=text,
                          capture_output=True, text=True)
    address, line, printed = done.stdout.partition("\n")
    print("  python -m extractor.seed_orders", *words, "->", printed.strip() or done.stderr.strip()[-150:])
    return done.returncode, printed.strip(), done.stderr.strip()


def write_file(text):
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False, encoding="utf-8") as file:
        file.write(text)
    return file.name


def test_the_sample_file():
    services.new_shop()
    print("1 seed data/orders.json, and once more")
    assert seed() == (0, "300 orders in orders.json: 300 inserted, 0 were there before", "")
    in_file = expected.read_documents()
    assert list(environment.orders.find()) == in_file
    environment.orders.update_one({"_id": in_file[0]["_id"]}, {"$set": {"status": "RETURNED", "etl_status": "SENT"}})
    assert seed() == (0, "300 orders in orders.json: 0 inserted, 300 were there before", "")
    assert list(environment.orders.find()) == [dict(in_file[0], status="RETURNED", etl_status="SENT"), *in_file[1:]]


def test_other_files():
    services.new_shop()
    print("2 seed another file")
    path = write_file('{"_id": 1, "order_id": "A"}\n\n{"_id": 1, "order_id": "B"}\n{"order_id": "C\u2028"}\n')
    name = os.path.basename(path)
    assert seed(path) == (0, f"3 orders in {name}: 2 inserted, 1 were there before", "")
    assert seed(path) == (0, f"3 orders in {name}: 1 inserted, 2 were there before", "")
    text = '{"_id": 1, "order_id": "D"}\n{"_id": 2, "order_id": "E"}\n'
    assert seed("/dev/stdin", text=text) == (0, "2 orders in stdin: 1 inserted, 1 were there before", "")
    assert [document["order_id"] for document in environment.orders.find()] == ["A", "C\u2028", "C\u2028", "E"]
    os.remove(path)

    print("3 an _id may be true beside 1, or an object")
    environment.orders.drop()
    ids = ["1", "true", "0", "false", '{"a": 1, "b": [1]}', '{"b": [1], "a": 1}', '{"a": true}', "null", '""']
    text = "".join('{"_id": %s}\n' % document_id for document_id in ids)
    assert seed("/dev/stdin", text=text) == (0, "9 orders in stdin: 9 inserted, 0 were there before", "")
    assert seed("/dev/stdin", text=text) == (0, "9 orders in stdin: 0 inserted, 9 were there before", "")
    assert environment.orders.count_documents({}) == 9


def test_files_that_do_not_fit():
    services.new_shop()
    print("4 give it files that do not fit")
    for word in ("no_such_file.json", "data"):
        assert seed(word) == (1, "", f"there is no file {word}")
    good = ORDER_LINE % ("A", "x")
    path = write_file(good * 1500 + "[1, 2]\n" + good)
    assert seed(path) == (1, "", f"{path} line 1501 is no JSON document: [1, 2]")
    for line in ('{"order_id": ', '{"updated_at": {"$date": "yesterday"}}', '{"unit_price": {"$numberDecimal": "x"}}'):
        broken = write_file(good * 1500 + line + "\n" + good)
        code, printed, complaint = seed(broken)
        assert (code, printed) == (1, "") and complaint
        os.remove(broken)
    for words in (("--more", "x"), ("--more",), ("--more", "1", "2"), ("a", "b")):
        code, printed, complaint = seed(*words)
        assert (code, printed) == (1, "") and complaint.startswith("usage: python -m extractor.seed_orders")
    os.remove(path)
    assert environment.orders.count_documents({}) == 0


def peak_memory_of_seed(line_count):
    """Returns how many MiB the program has at its peak with a file of so many orders."""
    path = write_file("".join(ORDER_LINE % (number, "x" * 300) for number in range(line_count)))
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); " \
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    command = [sys.executable, "-c", code, sys.executable, "-m", "extractor.seed_orders", path]
    printed = subprocess.run(command, cwd=environment.ROOT, capture_output=True, text=True, check=True).stdout
    os.remove(path)
    assert f"{line_count} inserted" in printed
    return int(printed.split()[-1])


def test_a_large_file():
    services.new_shop()
    small, large = peak_memory_of_seed(2000), peak_memory_of_seed(MANY)
    print(f"5 at its peak the program had {small} MiB with 2,000 lines, and {large} MiB with {MANY}")
    assert large - small < MOST_MORE_MEMORY


def test_generated_orders():
    services.new_shop()
    print("6 generate new orders")
    assert seed("--more", "25") == (0, "25 new orders generated", "")
    assert seed("--more", "2500") == (0, "2500 new orders generated", "")
    assert len(environment.orders.distinct("order_id")) == 2525
    assert all(expected.is_valid(document) for document in environment.orders.find())
    assert all(expected.is_valid(document) for document in generate_orders(2500, random.Random(1), 365))


if __name__ == "__main__":
    test_the_sample_file()
    test_other_files()
    test_files_that_do_not_fit()
    test_a_large_file()
    test_generated_orders()
