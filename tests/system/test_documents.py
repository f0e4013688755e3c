"""
Documents - what README.md, RUN.md and SQL_QUERIES.md say is held against the project

FLOW:
    1 SQL_QUERIES.md is what the program writes from the code
    2 the map in README.md has a line for each field of the contract, with its rule, its column and its name in the API
    3 the tree in README.md names files that are there; its tables name the services, ports, servers and the topic
    4 every bash block names modules and files that exist
    5 RUN.md names every demonstration in its learning path, and every package that is installed

LIBRARIES:
    re (comes with Python): looks for patterns in text
    PyYAML: reads docker-compose.yml into dicts and lists
"""
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
import yaml
from bson import Decimal128
from tests.support.sample_order import ANSWER
from extractor.order_fields import ITEM_FIELDS, ITEMS_PATH, ORDER_FIELDS

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = (ROOT / "RUN.md").read_text(encoding="utf-8")
TABLES = (ROOT / "data" / "mysql_init.sql").read_text(encoding="utf-8")
ENV = dict(line.split("=", 1) for line in (ROOT / ".env").read_text().split())
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(re.sub(r"(?<!\$)\$\{(\w+)\}", lambda found: ENV[found[1]], COMPOSE_TEXT))


def test_sql_queries():
    command = [sys.executable, "local/write_sql_queries.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    print("1", done.stdout, done.stderr)
    assert done.returncode == 0


def contract():
    """Returns {path as in README.md: check} of all fields."""
    fields = {path: check for name, path, check in ORDER_FIELDS}
    return {**fields, **{f"{ITEMS_PATH}[].{path}": check for name, path, check in ITEM_FIELDS}}


def values_at_the_edge(rule):
    """Takes a rule of README.md; returns (values that it allows, values that it does not)."""
    found = re.match(r"text, (\d+) to (\d+)(.*)", rule)
    if found:
        first, last, at = int(found[1]), int(found[2]), "@" if "with an @" in rule else ""
        return [at.rjust(first, "x"), at.rjust(last, "x")], [at.rjust(last + 1, "x"), "", 1]
    if rule.startswith("date, years 1000 to 9999"):
        return [datetime(1000, 1, 1), datetime(9999, 12, 31)], [datetime(999, 12, 31), "2026-01-05"]
    if rule.startswith("int32 or int64, 1 to 1,000,000"):
        return [1, 1_000_000], [0, 1_000_001, 1.0, True]
    assert rule == "Decimal128, int or double, 0 to 9,999,999,999.9999, at most 4 decimals"
    return [Decimal128("9999999999.9999"), 0, 0.1], [Decimal128("10000000000"), -1, Decimal128("0.00001"), "1"]


def test_map_in_readme():
    rows = re.findall(r"(?m)^\| `([\w.\[\]]+)` \| (.*?) \| (.*?) \| (.*?) \|$", README)
    lines = {path: (rule, columns, answer) for path, rule, columns, answer in rows}
    print("2 the map in README.md:", *lines, sep="\n   ")
    for path, check in contract().items():
        if check(None)[1] is None:
            # an optional field may be missing there
            continue
        rule, columns, answer = lines[path]
        good, bad = values_at_the_edge(rule)
        assert [check(value)[1] for value in good] == [None] * len(good), path
        assert None not in [check(value)[1] for value in bad], path
        for column in columns.split(", "):
            table, name = column.split(".")
            assert re.search(rf"(?s)CREATE TABLE IF NOT EXISTS {table} \([^;]*\n    {name} ", TABLES), column
        value = ANSWER
        for name in re.sub(r"\[\]", ".0", answer.split(",")[0]).split("."):
            value = value[int(name)] if name == "0" else value[name]


def tree_in_readme():
    """Returns the paths that the tree under 'project structure' names."""
    block = re.search(r"(?i)## project structure\s+```\w*\n(.*?)```", README, re.DOTALL).group(1)
    paths, folders = [], []
    for line in block.splitlines()[1:]:
        depth = len(re.match(r"[│├└─ ]*", line).group()) // 4
        name = line[depth * 4:].split()[0]
        folders = folders[:depth - 1] + [name.rstrip("/")]
        paths.append("/".join(folders))
    return paths


def test_tree_and_tables_in_readme():
    paths = tree_in_readme()
    print("3 the tree in README.md names", *paths)
    assert len(paths) > 20
    for path in paths:
        assert (ROOT / path).exists(), f"README.md names {path}, which is not there"
    for name, service in COMPOSE["services"].items():
        if name == "tests":
            continue
        assert re.search(rf"(?m)^\| `{name}` ", README), f"README.md has no table row for {name}"
        for word in [service.get("image", ""), *(f"| {port.split(':')[1]} |" for port in service.get("ports", []))]:
            assert word in README
    assert re.search(rf"(?m)^\| `{re.escape(ENV['KAFKA_TOPIC_ORDERS'])}` \| extractor \| loader \|", README)


def test_bash_blocks():
    commands = "\n".join(re.findall(r"```bash\n(.*?)```", README + RUN, re.DOTALL))
    modules = re.findall(r"\b((?:extractor|loader|query_api|reconcile|tests)\.\w+)", commands)
    files = re.findall(r"(?<![\w./-])((?:local|tests|data|extractor|query_api|dashboard)/[\w./]+\.\w+)", commands)
    print("4 modules:", *sorted(set(modules)), "files:", *sorted(set(files)))
    assert modules and files
    for module in modules:
        assert (ROOT / (module.replace(".", "/") + ".py")).is_file(), f"there is no module {module}"
    for file in files:
        assert (ROOT / file).is_file(), f"there is no file {file}"
    for service in re.findall(r"docker compose (?:exec|logs|restart|stop|run)(?: -\S+)* ([a-z_]+)", commands):
        assert service in COMPOSE["services"], f"there is no service {service}"


def test_lists_in_run():
    tests = [path.stem for path in sorted((ROOT / "tests").glob("test_*.py"))]
    packages = set()
    for path in ROOT.glob("*/**/*requirements.txt"):
        if ".local" not in path.parts:
            packages |= {re.split(r"[\[=]", line)[0] for line in path.read_text().split()}
    print("5 RUN.md names", len(tests), "demonstrations and the packages", *sorted(packages))
    for name in tests:
        assert f"`{name}`" in RUN, f"the learning path of RUN.md does not name {name}"
    for package in packages:
        assert f"`{package}`" in RUN, f"RUN.md has no sentence on {package}"
