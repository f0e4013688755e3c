"""
Commands - what a person runs says first which servers and which database it asks, and goes well with a terminal
"""
import json
import os
import shlex
import shutil
import subprocess
import sys
from tests.support import environment, sample_order, services


def run(command, **changes):
    """Runs a command as a person would; returns (exit code, the lines that it printed, what it complained of)."""
    command = command if isinstance(command, list) else [sys.executable, "-m", *command.split()]
    variables = dict(os.environ, **changes)
    done = subprocess.run(command, cwd=environment.ROOT, env=variables, capture_output=True, text=True)
    print(*command, done.stdout, done.stderr, sep="\n")
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


def test_what_the_terminal_does(tmp_path):
    """A progress bar is seen in a terminal and nowhere else; a reader that has seen enough ends a list quietly."""
    services.new_shop()
    rejected = {"etl_status": "REJECTED", "etl_order_id": "A", "etl_reason": "status is empty " * 20}
    environment.orders.insert_many(dict(rejected) for number in range(5000))
    file = tmp_path / "orders.json"
    file.write_text('{"order_id": "A1"}\n' * 1000)
    # a folder's name may have spaces
    python = shlex.quote(sys.executable)
    for command, bar in ((f"extractor.preview {file}", "preview: "), (f"extractor.seed_orders {file}", "inserting: ")):
        in_terminal = f"stty columns 80 rows 40; {python} -m {command}"
        code, lines, complaint = run(["script", "--quiet", "--return", "--command", in_terminal, "/dev/null"])
        assert code == 0 and bar in "\n".join(lines)
        code, lines, complaint = run(command)
        assert (code, complaint) == (0, "") and bar not in "\n".join(lines)
    for command in ("extractor.list_rejected", f"extractor.preview {file}"):
        # head has ended when the first line comes
        assert run(["bash", "-c", f"{python} -m {command} | head -0"]) == (0, [], "")


def test_hands_without_clients(tmp_path):
    """local/step.py sql asks as a user who may only read, local/step.py mongo finds and changes a document."""
    services.new_shop()
    document_id = environment.orders.insert_one(dict(sample_order.DOCUMENT)).inserted_id
    # a folder as it is where local/run.py has started the tests' servers
    shutil.copytree(environment.ROOT / "local", tmp_path / "local")
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "venv").symlink_to(environment.ROOT / ".local" / "venv")
    variables = environment.ENV_FILE.read_text() + f"RUN_PID={os.getpid()}\n"
    (tmp_path / ".local" / "env").write_text(variables)

    def step(*words):
        code, lines, complaint = run(["python3", str(tmp_path / "local" / "step.py"), *words])
        return code, *lines[1:], *complaint.splitlines()

    assert step("sql", "SELECT COUNT(*) FROM orders") == (0, "COUNT(*)", "0", "1 rows")
    code, complaint = step("sql", "UPDATE orders SET orders.status = 'PAID'")
    assert code == 1 and complaint.startswith("1142 (42000): UPDATE command denied to user")
    change = 'update {"_id": ObjectId("%s")} {"$set": {"status": "NEW"}}' % document_id
    assert step("mongo", change) == (0, "1 found, 1 changed")
    code, found = step("mongo", 'find {"order_id": "A1"}')
    assert code == 0 and json.loads(found)["status"] == environment.orders.find_one()["status"] == "NEW"
    assert step("mongo", "find {order_id: 1}") == (
        1, "Expecting property name enclosed in double quotes: line 1 column 2 (char 1): {order_id: 1}")
