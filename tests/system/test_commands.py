"""
Commands - what a person runs says first which servers and which database it asks; seed_orders takes files of every kind
"""
import os
import subprocess
import sys
from tests.support import environment, expected, sample_order, services


def run(command, text="", **changes):
    """Runs a command as a person would; returns (exit code, the lines that it printed, what it complained of)."""
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=environment.ROOT, input=text,
                          env=dict(os.environ, **changes), capture_output=True, text=True)
    print(f"python -m {command}", done.stdout, done.stderr, sep="\n")
    return done.returncode, done.stdout.splitlines(), done.stderr.strip()


def test_every_command_says_whom_it_asks():
    services.new_shop()
    environment.orders.insert_one(dict(sample_order.DOCUMENT))
    host, port = environment.mongo_client.address
    for command in ("extractor.preview", "extractor.extract", "extractor.list_rejected", "extractor.resend A1",
                    "extractor.seed_orders --more 1", "reconcile.main"):
        code, lines, complaint = run(command)
        assert lines[0] == f"mongodb {host}:{port}, database shop_test, collection orders"
        # its second line is what it does, or kafka's and mysql's addresses
        assert code == 0 and len(lines) > 1
    # of the last one, reconcile
    assert lines[1].startswith(f"kafka {os.environ['KAFKA_BOOTSTRAP_SERVERS']}, topic {environment.topics[-1]}")
    assert lines[2] == f"mysql {os.environ['MYSQL_HOST']}:{os.environ['MYSQL_PORT']}, database shop_test"
    # and never the password
    changes = {"MONGO_URI": f"mongodb://extractor:secret@{host}:{port}/shop", "MONGO_DB": "elsewhere"}
    code, lines, complaint = run("extractor.list_rejected", **changes)
    assert (code, lines) == (1, [f"mongodb {host}:{port}, database elsewhere, collection orders"])
    assert "secret" not in complaint


def seed(inserted, known, file="", text=""):
    name = os.path.basename(file) or "orders.json"
    code, lines, complaint = run(f"extractor.seed_orders {file}", text)
    assert (code, complaint) == (0, "")
    assert lines[1:] == [f"{inserted + known} orders in {name}: {inserted} inserted, {known} were there before"]


def test_files(tmp_path):
    services.new_shop()
    seed(300, 0)
    services.extract()
    # what was there is left alone, the bad samples are rejected
    seed(0, 300)
    sent = environment.orders.distinct("_id", {"etl_status": "SENT"})
    assert sent == sorted(document["_id"] for document in expected.good_samples())
    environment.orders.drop()
    file = tmp_path / "other.json"
    text = '{"_id": 1, "order_id": "A"}\n\n{"_id": 1, "order_id": "B"}\n{"order_id": "C\u2028"}\n'
    file.write_text(text, encoding="utf-8")
    seed(2, 1, str(file))
    assert [document["order_id"] for document in environment.orders.find()] == ["A", "C\u2028"]
    # nine ids, some of which are the same for python
    ids = ["2", "true", "0", "false", '{"a": 1, "b": [1]}', '{"b": [1], "a": 1}', '{"a": true}', "null", '""']
    text = "".join('{"_id": %s}\n' % document_id for document_id in ids)
    seed(9, 0, "/dev/stdin", text)
    seed(0, 9, "/dev/stdin", text)
    # read at once it would take twice as much
    file.write_text("".join('{"order_id": "M%d", "note": "%s"}\n' % (number, "x" * 300) for number in range(100_000)))
    memory = services.run_and_measure(f"extractor.seed_orders {file}")
    print(f"{memory:.0f} MiB for a file of 100,000 lines")
    assert memory < 80
    assert environment.orders.count_documents({}) == 100_011


def test_what_does_not_fit(tmp_path):
    services.new_shop()
    file = tmp_path / "bad.json"
    for line, words, complaint in (
        # the mistake is in the middle, and nothing is inserted
        ("[1, 2]", file, f"{file} line 1501 column 1: expected {{ after a document"),
        ('{"unit_price": {"$numberDecimal": "x"}}', file, "InvalidOperation"),
        ("", "data", "there is no file data"), ("", "--more x", "usage: "), ("", "a b", "usage: "),
    ):
        file.write_text('{"order_id": "A"}\n' * 1500 + line + '\n{"order_id": "A"}\n')
        code, lines, printed = run(f"extractor.seed_orders {words}")
        assert code == 1 and complaint in printed
        assert environment.orders.count_documents({}) == 0
