"""
Files - seed_orders takes files of every kind; of one that holds a mistake nothing is inserted, and a sentence names it
"""
import gzip
import json
import os
import subprocess
import sys
import pytest
from bson import json_util
from tests.support import environment, expected, sample_order, services
from extractor.preview import preview, print_preview
from extractor.read_orders_file import read_orders_file
from extractor.seed_orders import seed_file


def order_text(order_id, **changes):
    return json_util.dumps(dict(sample_order.DOCUMENT, order_id=order_id, **changes))


def test_samples_and_ids(tmp_path):
    services.new_shop()
    assert seed_file(expected.SAMPLE_FILE) == (300, 300)
    services.extract()
    # what was there is left alone, the bad samples are rejected
    assert seed_file(expected.SAMPLE_FILE) == (0, 300)
    sent = environment.orders.distinct("_id", {"etl_status": "SENT"})
    assert sent == sorted(document["_id"] for document in expected.good_samples())
    environment.orders.drop()
    file = tmp_path / "other.json"
    file.write_text('{"_id": 1, "order_id": "A"}\n\n{"_id": 1.0, "order_id": "B"}\n{"order_id": "C\u2028"}\n')
    assert seed_file(file) == (2, 3)
    assert [document["order_id"] for document in environment.orders.find()] == ["A", "C\u2028"]
    # nine ids, some of which are the same for python
    ids = ["2", "true", "0", "false", '{"a": 1, "b": [1]}', '{"b": [1], "a": 1}', '{"a": true}', "null", '""']
    file.write_text("".join('{"_id": %s}\n' % document_id for document_id in ids))
    assert (seed_file(file), seed_file(file)) == ((9, 9), (0, 9))
    # read at once it would take twice as much
    file.write_text("".join('{"note": "%s"}\n' % (str(number) * 500) for number in range(10_000, 30_000)))
    memory = services.run_and_measure(f"extractor.seed_orders {file}")
    print(f"{memory:.0f} MiB for a file of {file.stat().st_size / 2**20:.0f} MiB")
    assert memory < 100 and environment.orders.count_documents({}) == 20_011


def test_kinds_of_files(tmp_path):
    """Two orders without an _id, written in each way: both are inserted, and none a second time."""
    services.new_shop()
    first, second = order_text("A1"), order_text("A2")
    array = f"[{first},\n{second}]\n"
    pretty = json.dumps([json.loads(first), json.loads(second)], indent=2)
    kinds = (
        f"{first}\n{second}", f"{first}\r\n{second}\r\n", f"{first}{second}", array, array.replace("\n", " "), pretty,
        pretty[1:-1].replace("\n  },", "\n  }"), "\ufeff" + array, gzip.compress(array.encode()),
    )
    file = tmp_path / "orders.json"
    for data in kinds:
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        environment.orders.drop()
        assert (seed_file(file), seed_file(file)) == ((2, 2), (0, 2))
        assert environment.orders.distinct("_id") == ["A1", "A2"]
    # what comes by standard input, packed too, can be read only once
    done = subprocess.run([sys.executable, "-m", "extractor.seed_orders", "/dev/stdin"], cwd=environment.ROOT,
                          input=kinds[-1], capture_output=True)
    assert done.stdout.endswith(b"\n2 orders in stdin: 0 inserted, 2 were there before\n"), done
    file.write_text(" [ ] \n")
    assert seed_file(file) == (0, 0)


def test_unique_values(tmp_path):
    """What the shop's own program has put in under another _id is there already, whatever kind of index says so."""
    file = tmp_path / "orders.json"
    file.write_text("\n".join([order_text("A1"), order_text("A2"), order_text("A3", _id=8), order_text("A3", _id=9)]))
    for keys, options in ((["order_id"], {}), (["order_id", "status"], {}),
                          (["order_id"], {"partialFilterExpression": {"status": "PAID"}})):
        services.new_shop()
        environment.orders.create_index([(key, 1) for key in keys], unique=True, **options)
        environment.orders.insert_one(dict(sample_order.DOCUMENT, _id=7, order_id="A2"))
        assert (seed_file(file), seed_file(file)) == ((2, 4), (0, 4))
        assert {document["_id"] for document in environment.orders.find()} == {7, 8, "A1"}
    # what nobody can know before: the others are inserted, also by a second try
    environment.orders.drop()
    environment.orders.create_index([("place", "2dsphere")])
    file.write_text("\n".join([order_text("A1"), order_text("A2", place="nowhere"), order_text("A3")]))
    for count in (2, 0):
        with pytest.raises(SystemExit) as stop:
            seed_file(file)
        assert str(stop.value).startswith(f'{count} documents inserted; MongoDB refuses document "A2": ')
        assert environment.orders.distinct("_id") == ["A1", "A3"]


# the last line of a file, where its column is, and what is printed of it
BAD_LINES = [
    ("[1, 2]", 2, "expected {, found '1, 2]'"),
    ("order_id,status", 1, "expected {, found 'order_id,status'"),
    ('{"order_id": "A", "items": [', 29, "expecting value, found the end: is the file cut off?"),
    ('{"order_id": "A" "b": 1}', 18, """expecting ',' delimiter, found '"b": 1}'"""),
    ('{"unit_price": {"$numberDecimal": "x"}}', 17, 'this is no $numberDecimal, expected {"$numberDecimal": "9.90"}'),
    ('{"at": {"$date": null}}', 9, 'this is no $date, expected {"$date": "2026-01-05T10:00:00Z"}'),
    ('{"at": {"$date": "2026-03-01"}}', 9, 'this is no $date, expected {"$date": "2026-01-05T10:00:00Z"}'),
    ('{"_id": {"$oid": "1"}}', 10, 'this is no $oid, expected {"$oid": "67d2d05b5f3a9c21e74a1c37"}'),
    ('{"a": {"$binary": 5}}', 8, "this is no $binary, expected a value of MongoDB's extended JSON"),
    (r'{"items": [{"name": "Gift \ud83d"}]}', 1, "items[].name has half a character, '\\ud83d'"),
    (r'{"\ud83d": 1}', 1, "a field is called '\\ud83d', MongoDB takes no such name"),
    (r'{"a\u0000b": 1}', 1, "a field is called 'a\\x00b', MongoDB takes no such name"),
    ('{"id": 9223372036854775808}', 1, "id is 9223372036854775808, expected an integer of at most eight bytes"),
    ('{"a": ' * 200 + "1" + "}" * 200, 1, "nested deeper than 100 levels, MongoDB takes no such document"),
    ('{"a": ' + "[" * 5000 + "]" * 5000 + "}", 1, "maximum recursion depth exceeded"),
    ('{"a": {"$date": {"$numberLong": "%s"}}}' % ("9" * 30), 8, "this is no $date, expected "),
    (r'{"a": {"$regularExpression": {"pattern": "a\u0000", "options": ""}}}', 1, ""),
    ('{"note": "%s"}' % ("x" * 17_000_000), 1, "the document has 17000016 bytes, at most 16775168 are allowed"),
    ('{"_id": [1]}', 1, "MongoDB takes no such _id: [1]"),
    ('{"_id": {"$x": 1}}', 1, "MongoDB takes no such _id: {'$x': 1}"),
    (b'{"a": "caf\xe9"}', 11, "expected text in UTF-8, found the byte 0xe9"),
]


def complaint_of(file):
    """Reads a file to its end; returns the sentence that ended the program."""
    with pytest.raises(SystemExit) as stop:
        for document in read_orders_file(file):
            pass
    assert "\n" not in str(stop.value)
    return str(stop.value)


def test_what_does_not_fit(tmp_path):
    """A sentence says where the mistake is, and what; where it is in the last line of 1,501 nothing is inserted."""
    services.new_shop()
    file = tmp_path / "bad.json"
    for line, column, words in BAD_LINES:
        line = line if isinstance(line, bytes) else line.encode()
        file.write_bytes(b'{"order_id": "A"}\n' * 2 + line)
        assert complaint_of(file).startswith(f"{file} line 3 column {column}: {words}"), complaint_of(file)
    array = f"[{order_text('A1')},\n{order_text('A2')}".encode()
    packed = gzip.compress(array * 100)
    for data, words in (
        (array, "2: the file ends inside of an array: is it cut off?"),
        (array + b",", "2: the file ends inside of an array: is it cut off?"),
        (array + b"]}", f"2 column {len(order_text('A2')) + 2}: expected {{, found '}}'"),
        (packed[:-20], ""),
        (array.decode().encode("utf-16"), "1 column 1: expected text in UTF-8, found the byte 0xff"),
        (b'{"a": [' + b'1,' * 40_000_000, "1: no document ends within 64 MB, write one a line"),
        (b'{"a": [\n' + (b'1,' * 500 + b'\n') * 70_000, "1: no document ends within 64 MB, write one a line"),
    ):
        file.write_bytes(data)
        assert complaint_of(file).startswith(f"{file} line {words}"), complaint_of(file)
    # and as a person meets them
    file.write_bytes(b'{"order_id": "A"}\n' * 1500 + BAD_LINES[9][0].encode())
    samples = "sample orders go only into the collection orders; "
    for words, collection, complaint in (
        (f"seed_orders {file}", "orders", complaint_of(file)), (f"preview {file}", "orders", complaint_of(file)),
        ("seed_orders data", "orders", "there is no file data"), ("seed_orders --more x", "orders", "usage: "),
        ("seed_orders", "sales", samples), ("seed_orders --more 3", "sales", samples),
    ):
        done = subprocess.run([sys.executable, "-m", *f"extractor.{words}".split()], cwd=environment.ROOT,
                              env=dict(os.environ, MONGO_COLLECTION=collection), capture_output=True, text=True)
        assert done.returncode == 1 and done.stderr.startswith(complaint), done.stderr
    for collection in ("orders", "sales"):
        assert environment.orders.database[collection].count_documents({}) == 0


def test_marked_and_dotted_files(tmp_path, capsys):
    """What an export brings from another installation would never be sent; a dot in a name is no path."""
    file = tmp_path / "export.json"
    dotted = json.loads(order_text("A2"))
    dotted["customer.name"] = dotted["customer"].pop("name")
    file.write_text(order_text("A1", etl_status="SENT") + json.dumps(dotted))
    print_preview(preview(read_orders_file(file)))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines if line.startswith("the field")] == [
        'the field "customer.name" has a dot in its own name, and no path leads to it']
    assert lines[-2:] == [
        "1 have etl_status SENT: in MongoDB they count as done, and are sent only after extractor.resend",
        "0 orders would be sent, 1 would be rejected"]
