"""
Commands - what a person runs says first which servers and which database it asks; seed_orders takes files of every kind

FLOW:
    1 run every command: its first line is the address of MongoDB without the password, its database and its collection
    2 seed data/orders.json: exactly as the file says; once more: nothing is added, a change stays
    3 seed other files, by name and by /dev/stdin: _id missing or of any type; a file of 200,000 lines in little memory
    4 seed files that do not fit, with the mistake in the middle: a clear sentence, nothing is inserted
"""
import os
import subprocess
import sys
from tests.support import environment, expected, sample_order, services

COMMANDS = (
    "extractor.preview", "extractor.extract", "extractor.list_rejected",
    "extractor.resend A1", "extractor.resend --rejected", "extractor.resend --from 2026-01-01 --to 2026-01-31",
    "extractor.seed_orders", "extractor.seed_orders --more 1", "reconcile.main", "reconcile.main --resend",
)
GOOD_LINE = '{"order_id": "A"}\n'


def run(command, text="", **changes):
    """Runs a command as a person would; returns (exit code, the lines that it printed, what it complained of)."""
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=environment.ROOT, input=text,
                          env=dict(os.environ, **changes), capture_output=True, text=True)
    print(f"python -m {command}", done.stdout, done.stderr, sep="\n")
    return done.returncode, done.stdout.splitlines(), done.stderr.strip()


def test_every_command_says_whom_it_asks():
    services.new_shop()
    environment.orders.insert_one(dict(sample_order.DOCUMENT))
    host = environment.mongo_client.address
    for command in COMMANDS:
        code, lines, complaint = run(command)
        assert lines[0] == f"mongodb {host[0]}:{host[1]}, database shop_test, collection orders"
        # its second line is what it does, or kafka's and mysql's addresses
        assert code == 0 and len(lines) > 1
    # of the last one, reconcile
    assert lines[1].startswith(f"kafka {os.environ['KAFKA_BOOTSTRAP_SERVERS']}, topic {environment.topics[-1]}")
    assert lines[2] == f"mysql {os.environ['MYSQL_HOST']}:{os.environ['MYSQL_PORT']}, database shop_test"
    uri = "mongodb://extractor:secret@127.0.0.1:1,localhost:2/shop?serverSelectionTimeoutMS=100"
    changes = {"MONGO_URI": uri, "MONGO_DB": "elsewhere", "MONGO_COLLECTION": "sales"}
    code, lines, complaint = run("extractor.list_rejected", **changes)
    assert (code, lines) == (1, ["mongodb 127.0.0.1:1, localhost:2, database elsewhere, collection sales"])


def seed(inserted, known, file="", text=""):
    name = os.path.basename(file) or "orders.json"
    code, lines, complaint = run(f"extractor.seed_orders {file}", text)
    assert (code, complaint) == (0, "")
    assert lines[1:] == [f"{inserted + known} orders in {name}: {inserted} inserted, {known} were there before"]


def refuse(words, complaint, text=""):
    code, lines, printed = run(f"extractor.seed_orders {words}", text)
    assert code == 1 and complaint in printed
    assert environment.orders.count_documents({}) == 0


def test_sample_file():
    services.new_shop()
    seed(300, 0)
    in_file = expected.read_documents()
    assert list(environment.orders.find()) == in_file
    environment.orders.update_one({"_id": in_file[0]["_id"]}, {"$set": {"status": "RETURNED", "etl_status": "SENT"}})
    seed(0, 300)
    assert list(environment.orders.find()) == [dict(in_file[0], status="RETURNED", etl_status="SENT"), *in_file[1:]]


def test_other_files(tmp_path):
    services.new_shop()
    file = tmp_path / "other.json"
    text = '{"_id": 1, "order_id": "A"}\n\n{"_id": 1, "order_id": "B"}\n{"order_id": "C\u2028"}\n'
    file.write_text(text, encoding="utf-8")
    seed(2, 1, str(file))
    seed(1, 2, str(file))
    seed(1, 1, "/dev/stdin", '{"_id": 1, "order_id": "D"}\n{"_id": 2, "order_id": "E"}\n')
    assert [document["order_id"] for document in environment.orders.find()] == ["A", "C\u2028", "C\u2028", "E"]

    environment.orders.drop()
    ids = ["1", "true", "0", "false", '{"a": 1, "b": [1]}', '{"b": [1], "a": 1}', '{"a": true}', "null", '""']
    text = "".join('{"_id": %s}\n' % document_id for document_id in ids)
    seed(9, 0, "/dev/stdin", text)
    seed(0, 9, "/dev/stdin", text)
    assert environment.orders.count_documents({}) == 9

    # read at once it would take many times as much
    file.write_text('{"note": "%s"}\n' % ("x" * 300) * 200_000)
    memory = services.run_and_measure(f"extractor.seed_orders {file}")
    print(f"{memory:.0f} MiB for a file of 200,000 lines")
    assert memory < 90
    assert environment.orders.count_documents({}) == 200_009


def test_files_that_do_not_fit(tmp_path):
    services.new_shop()
    refuse("no_such_file.json", "there is no file no_such_file.json")
    refuse("data", "there is no file data")
    file = tmp_path / "bad.json"
    for line, complaint in (
        ("[1, 2]", f"{file} line 1501 is no JSON document: [1, 2]"),
        ('{"order_id": ', "JSONDecodeError"),
        ('{"updated_at": {"$date": "yesterday"}}', "does not match format"),
        ('{"unit_price": {"$numberDecimal": "x"}}', "InvalidOperation"),
    ):
        file.write_text(GOOD_LINE * 1500 + line + "\n" + GOOD_LINE)
        refuse(file, complaint)
    for words in ("--more x", "--more", "--more 1 2", "a b"):
        refuse(words, "usage: python -m extractor.seed_orders")
