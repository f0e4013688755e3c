"""
Commands - each says first which servers and which database it asks, for another one may answer on the usual port

FLOW:
    1 run every command that a person runs; its first line is the address of MongoDB, database and collection
    2 the address is that of MONGO_URI, with all hosts and without the password

LIBRARIES:
    subprocess (comes with Python): runs a program as a person would and reads what it prints
"""
import os
import subprocess
import sys
from tests.support import environment, sample_order, services

COMMANDS = (
    "extractor.preview", "extractor.extract", "extractor.list_rejected",
    "extractor.resend A1", "extractor.resend --rejected", "extractor.resend --from 2026-01-01 --to 2026-01-31",
    "extractor.seed_orders", "extractor.seed_orders --more 1", "reconcile.main", "reconcile.main --resend",
)


def run(command, **changes):
    """Returns (exit code, the lines that it printed)."""
    words = [sys.executable, "-m", *command.split()]
    variables = dict(os.environ, **changes)
    done = subprocess.run(words, cwd=environment.ROOT, env=variables, capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()


def test_every_command_says_whom_it_asks():
    services.new_shop()
    environment.orders.insert_one(dict(sample_order.DOCUMENT))
    host = environment.mongo_client.address
    address = f"mongodb {host[0]}:{host[1]}, database shop_test, collection orders"
    print("1 run every command")
    for command in COMMANDS:
        code, lines = run(command)
        print(f"  python -m {command}: {lines[0]}")
        assert lines[0] == address
        # its second line is what it does, or kafka's and mysql's addresses
        assert code == 0 and len(lines) > 1
    code, lines = run("reconcile.main")
    assert lines[1].startswith(f"kafka {os.environ['KAFKA_BOOTSTRAP_SERVERS']}, topic {environment.topics[-1]}")
    assert lines[2] == f"mysql {os.environ['MYSQL_HOST']}:{os.environ['MYSQL_PORT']}, database shop_test"

    print("2 with several hosts and a password")
    uri = "mongodb://extractor:secret@127.0.0.1:1,localhost:2/shop?serverSelectionTimeoutMS=100"
    code, lines = run("extractor.list_rejected", MONGO_URI=uri, MONGO_DB="elsewhere", MONGO_COLLECTION="sales")
    print(" ", lines[0])
    assert lines == ["mongodb 127.0.0.1:1, localhost:2, database elsewhere, collection sales"]
    assert code == 1


if __name__ == "__main__":
    test_every_command_says_whom_it_asks()
