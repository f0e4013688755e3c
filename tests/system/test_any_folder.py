"""
Any folder - local/run.py starts in odd folders, beside proxies, and says what has ended and which log to read

FLOW:
    1 copy the project into a folder with a long and odd name, its programs are those of this folder
    2 start it there with a proxy in every variable, ask MySQL by step.py
    3 damage a file, or set a variable to no number: it ends at once with the sentence that is expected

LIBRARIES:
    http.server (comes with Python): a proxy that counts what it is asked
"""
import http.server
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
import pytest
from tests.support import environment

PROGRAMS = ("venv", "kafka", "mongodb", "mysql", "install")
# longer than a socket's path may be
ODD_NAME = "a folder in a folder/" * 15 + "a shop's 100% (new) ü; $HOME"
PROXIES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
asked, started = [], []


class CountingProxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        self.send_error(404)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("any") / ODD_NAME
    unwanted = shutil.ignore_patterns(".git", ".local", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(environment.ROOT, folder, ignore=unwanted)
    (folder / ".local").mkdir()
    for name in PROGRAMS:
        (folder / ".local" / name).symlink_to((environment.ROOT / ".local" / name).resolve())
    yield folder
    for process in started:
        process.kill()


def start(folder, *words, **variables):
    """Starts a program of local/ in a terminal that knows nothing of the tests' servers."""
    usual = {name: os.environ[name] for name in ("PATH", "HOME", "MONGOD") if name in os.environ}
    started.append(subprocess.Popen([sys.executable, *words], cwd=folder, env={**usual, **variables}, text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
    return started[-1]


def read_until(process, words):
    """Reads its lines until one has these words; fails where it ends before."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return
    assert False, "".join(lines)


def stop(process):
    process.send_signal(2)
    rest = process.communicate(timeout=60)[0]
    assert process.returncode == 0, rest


def test_odd_name_and_proxies(folder):
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), CountingProxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    variables = dict.fromkeys(PROXIES, f"http://127.0.0.1:{proxy.server_port}")
    run = start(folder, "local/run.py", "--no-dashboard", **variables)
    read_until(run, "288 in MySQL")
    words = ["local/step.py", "sql", "SELECT COUNT(*) FROM orders"]
    assert "288\n1 rows" in start(folder, *words, **variables).communicate()[0]
    stop(run)
    assert asked == []
    proxy.shutdown()


@pytest.mark.parametrize("file, name", [
    ("local/supervisord.conf", "supervisord"), (".local/data/mongodb/storage.bson", "mongod"),
    (".local/data/mysql/ibdata1", "mysqld"), (".local/data/kafka/meta.properties", "kafka"),
    ("query_api/main.py", "query_api"),
])
def test_what_has_ended_is_named(folder, file, name):
    path, log = Path(folder, file), Path(folder, ".local", "log", f"{name}.log")
    before = path.read_bytes()
    path.write_text("damaged\n")
    began = time.monotonic()
    run = start(folder, "local/run.py", "--no-dashboard")
    printed = run.communicate(timeout=100)[0]
    path.write_bytes(before)
    print(f"{name}: {time.monotonic() - began:.1f} s")
    assert run.returncode == 1 and printed.splitlines()[-1] == f"{name} has ended, see .local/log/{name}.log"
    assert "Traceback" not in printed and log.stat().st_size > 0


@pytest.mark.parametrize("words, name, value", [
    ("local/run.py", "QUERY_API_PORT", "abc"), ("local/run.py", "DASHBOARD_PORT", "99999"),
    ("local/run.py", "EXTRACT_INTERVAL_SECONDS", "ten"),
    ("local/step.py extractor.extract", "EXTRACT_BATCH_SIZE", "1e3"),
])
def test_no_number(folder, words, name, value):
    printed = start(folder, *words.split(), **{name: value}).communicate()[0]
    assert printed.startswith(f"{name} is '{value}', it must be a whole number from 1 to ") and printed.count("\n") == 1


def test_a_colon(folder, tmp_path):
    shutil.copytree(folder / "local", tmp_path / "12:31" / "local")
    printed = start(tmp_path / "12:31", "local/run.py").communicate()[0]
    assert printed == (f"a colon separates folders in a list of them, so python finds nothing in {tmp_path}/12:31: "
                       "move the project\n")
