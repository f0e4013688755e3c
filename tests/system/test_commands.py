"""
Commands - what a person runs says first which servers and which database it asks; seed_orders takes files of every kind
"""
import gzip
import json
import os
import subprocess
import sys
import pytest
from bson import json_util
from tests.support import environment, expected, sample_order, services
from extractor.read_orders_file import open_orders_file, read_orders_file


def run(command, text="", **changes):
    """
    Runs a command as a person would, with a text or what a path has as its standard input.
    Returns (exit code, the lines that it printed, what it complained of).
    """
    data = text.encode() if isinstance(text, str) else text.read_bytes()
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=environment.ROOT, input=data,
                          env=dict(os.environ, **changes), capture_output=True)
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
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
        assert len(lines) > 1
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
    text = '{"_id": 1, "order_id": "A"}\n\n{"_id": 1.0, "order_id": "B"}\n{"order_id": "C\u2028"}\n'
    file.write_text(text, encoding="utf-8")
    seed(2, 1, str(file))
    assert [document["order_id"] for document in environment.orders.find()] == ["A", "C\u2028"]
    # nine ids, some of which are the same for python
    ids = ["2", "true", "0", "false", '{"a": 1, "b": [1]}', '{"b": [1], "a": 1}', '{"a": true}', "null", '""']
    text = "".join('{"_id": %s}\n' % document_id for document_id in ids)
    seed(9, 0, "/dev/stdin", text)
    seed(0, 9, "/dev/stdin", text)
    # read at once it would take twice as much
    note = "x" * 300
    file.write_text("".join(f'{{"note": "{note} {number}"}}\n' for number in range(100_000)))
    memory = services.run_and_measure(f"extractor.seed_orders {file}")
    print(f"{memory:.0f} MiB for a file of 100,000 lines")
    assert memory < 80
    assert environment.orders.count_documents({}) == 100_011


def order_text(order_id, **changes):
    return json_util.dumps(dict(sample_order.DOCUMENT, order_id=order_id, **changes))


def test_kinds_of_files(tmp_path):
    """Two orders without an _id, written in each way: both are inserted, and none a second time."""
    services.new_shop()
    first, second = order_text("A1"), order_text("A2")
    array = f"[{first},\n{second}]\n"
    pretty = json.dumps([json.loads(first), json.loads(second)], indent=2)
    for number, data in enumerate((
        f"{first}\n{second}", f"{first}\r\n{second}\r\n", f"{first}{second}", array, array.replace("\n", " "),
        pretty,
        pretty[1:-1].replace("\n  },", "\n  }"), "\ufeff" + array, gzip.compress(array.encode()), " [ ] " + "\n",
    )):
        environment.empty()
        file = tmp_path / f"{number}.json"
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        count = 0 if data == " [ ] \n" else 2
        seed(count, 0, str(file))
        code, lines, complaint = run("extractor.seed_orders /dev/stdin", file)
        assert (code, lines[1:]) == (0, [f"{count} orders in stdin: 0 inserted, {count} were there before"])
        assert environment.orders.distinct("_id") == ["A1", "A2"][:count]


def test_unique_order_numbers(tmp_path):
    """An order that the shop's own program has put in under another _id is there already."""
    services.new_shop()
    environment.orders.create_index("order_id", unique=True)
    environment.orders.insert_one(dict(sample_order.DOCUMENT, _id=7, order_id="A2"))
    file = tmp_path / "orders.json"
    file.write_text("\n".join([order_text("A1"), order_text("A2"), order_text("A3", _id=8), order_text("A3", _id=9)]))
    seed(2, 2, str(file))
    seed(0, 4, str(file))
    assert sorted(document["_id"] for document in environment.orders.find() if document["_id"] != "A1") == [7, 8]


# the last line of a file, where its column is, and what is printed of it
BAD_LINES = [
    ("[1, 2]", 1, "expected { after a document, found '[1, 2]'"),
    ("order_id,status", 1, "expected { after a document, found 'order_id,status'"),
    ('{"order_id": "A", "items": [', 29, "expecting value, found the end: is the file cut off?"),
    ('{"order_id": "A" "b": 1}', 18, """expecting ',' delimiter, found '"b": 1}'"""),
    ('{"unit_price": {"$numberDecimal": "x"}}', 17, 'this is no $numberDecimal, expected {"$numberDecimal": "9.90"}'),
    ('{"at": {"$date": null}}', 9, 'this is no $date, expected {"$date": "2026-01-05T10:00:00Z"}'),
    ('{"at": {"$date": "2026-03-01"}}', 9, 'this is no $date, expected {"$date": "2026-01-05T10:00:00Z"}'),
    ('{"_id": {"$oid": "1"}}', 10, 'this is no $oid, expected {"$oid": "67d2d05b5f3a9c21e74a1c37"}'),
    ('{"a": {"$binary": 5}}', 8, "this is no $binary, expected a value of MongoDB's extended JSON"),
    (r'{"items": [{"name": "Gift \ud83d"}]}', 27, "items[0].name has half a character, '\\ud83d'"),
    (r'{"\ud83d": 1}', 3, "a field is called '\\ud83d', MongoDB takes no such name"),
    (r'{"a\u0000b": 1}', 1, "a field is called 'a\\x00b', MongoDB takes no such name"),
    ('{"id": 9223372036854775808}', 8, "id is 9223372036854775808, expected an integer of at most eight bytes"),
    ('{"a": ' * 200 + "1" + "}" * 200, None, "nested deeper than 100 levels, MongoDB takes no such document"),
    ('{"note": "%s"}' % ("x" * 17_000_000), None, "the document has 17000016 bytes, at most 16775168 are allowed"),
    ('{"_id": [1]}', None, "MongoDB takes no such _id: [1]"),
    ('{"_id": {"$x": 1}}', None, "MongoDB takes no such _id: {'$x': 1}"),
    (b'{"a": "caf\xe9"}', 11, "expected text in UTF-8, found the byte 0xe9"),
]


def read_bad_file(file):
    """Reads a file to its end, in this process; returns the sentence that ended the program."""
    with pytest.raises(SystemExit) as stop:
        for document in read_orders_file(file, open_orders_file(file)):
            pass
    return str(stop.value)


def test_what_does_not_fit(tmp_path):
    """The mistake is in the last line of 1,501: a sentence says where and what, and nothing is inserted."""
    services.new_shop()
    file = tmp_path / "bad.json"
    for line, column, words in BAD_LINES:
        place = f"{file} line 1501" + (f" column {column}" if column else "")
        line = line if isinstance(line, bytes) else line.encode()
        file.write_bytes(b'{"order_id": "A"}\n' * 1500 + line)
        complaint = read_bad_file(file)
        assert complaint.startswith(f"{place}: {words}") and "\n" not in complaint, complaint
    array = f"[{order_text('A1')},\n{order_text('A2')}"
    packed = gzip.compress(array.encode() * 100)
    for data, complaint in (
        (array.encode(), f"{file} line 2: the file ends after a document of the array, expected the end of the array"),
        (array.encode() + b",", f"{file} line 2: the file ends after a comma, expected the end of the array: "),
        (array.encode() + b"]}", f"{file} line 2 column {len(order_text('A2')) + 2}: expected the end of the file"),
        (packed[:-20], f"{file} line "), (array.encode("utf-16"), f"{file} line 1 column 1: expected text in UTF-8"),
        (b'{"a": [' + b'1,' * 40_000_000, f"{file} line 1 has more than 64 MB, write one document a line"),
    ):
        file.write_bytes(data)
        printed = read_bad_file(file)
        assert printed.startswith(complaint) and "\n" not in printed, printed
    # the last file, and one with half a character in its last line, as a person meets them
    for line, command in ((None, "seed_orders"), (BAD_LINES[9][0], "seed_orders"), (BAD_LINES[9][0], "preview")):
        if line:
            file.write_text('{"order_id": "A"}\n' * 1500 + line)
        code, lines, printed = run(f"extractor.{command} {file}")
        assert code == 1 and printed == read_bad_file(file)
        assert environment.orders.count_documents({}) == 0
    for words, complaint in (("data", "there is no file data"), ("--more x", "usage: "), ("a b", "usage: ")):
        code, lines, printed = run(f"extractor.seed_orders {words}")
        assert code == 1 and complaint in printed


def test_samples_go_into_the_usual_collection_only():
    services.new_shop()
    for words in ("", "--more 3"):
        code, lines, complaint = run(f"extractor.seed_orders {words}", MONGO_COLLECTION="sales")
        assert code == 1 and complaint.startswith("sample orders go only into the collection orders;")
    assert environment.orders.database["sales"].count_documents({}) == 0


def test_marked_and_dotted_files(tmp_path):
    """What an export brings from another installation would never be sent; a dot in a name is no path."""
    file = tmp_path / "export.json"
    dotted = json.loads(order_text("A2"))
    dotted["customer.name"] = dotted["customer"].pop("name")
    file.write_text(order_text("A1", etl_status="SENT") + json.dumps(dotted))
    code, lines, complaint = run(f"extractor.preview {file}")
    assert [line.split(":")[0] for line in lines if line.startswith("the field")] == [
        'the field "customer.name" has a dot in its own name, and no path leads to it']
    assert lines[-2:] == [
        "1 have etl_status SENT: in MongoDB they count as done, and are sent only after extractor.resend",
        "0 orders would be sent, 1 would be rejected"]
