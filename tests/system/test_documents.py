"""
Documents - what README.md, RUN.md and SQL_QUERIES.md say is held against the project

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
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]


def test_sql_queries_are_those_of_the_code():
    subprocess.run([sys.executable, "local/write_sql_queries.py", "--check"], cwd=ROOT, check=True)


def contract():
    """Returns {path as in README.md: check} of all fields that must be there."""
    fields = [(path, check) for name, path, check in ORDER_FIELDS]
    fields += [(f"{ITEMS_PATH}[].{path}", check) for name, path, check in ITEM_FIELDS]
    return {path: check for path, check in fields if check(None)[1]}


def values_at_the_edge(rule):
    """Takes a rule of README.md; returns (values that it allows, values that it does not)."""
    text = re.match(r"text, (\d+) to (\d+)", rule)
    if text:
        first, last, at = int(text[1]), int(text[2]), "@" if "with an @" in rule else ""
        return [at.rjust(first, "x"), at.rjust(last, "x")], [at.rjust(last + 1, "x"), "", 1]
    if rule == "date, years 1000 to 9999":
        return [datetime(1000, 1, 1), datetime(9999, 12, 31)], [datetime(999, 12, 31), "2026-01-05"]
    if rule == "int32 or int64, 1 to 1,000,000":
        return [1, 1_000_000], [0, 1_000_001, 1.0, True]
    assert rule == "Decimal128, int or double, 0 to 9,999,999,999.9999, at most 4 decimals"
    return [Decimal128("9999999999.9999"), 0, 0.1], [Decimal128("10000000000"), -1, Decimal128("0.00001"), "1"]


def test_map_in_readme():
    rows = re.findall(r"(?m)^\| `([\w.\[\]]+)` \| (.*?) \| (.*?) \| (.*?) \|$", README)
    lines = {path: (rule, columns, answer) for path, rule, columns, answer in rows}
    for path, check in contract().items():
        rule, columns, answer = lines[path]
        good, bad = values_at_the_edge(rule)
        assert [check(value)[1] for value in good] == [None] * len(good), path
        assert None not in [check(value)[1] for value in bad], path
        for column in columns.split(", "):
            table, name = column.split(".")
            assert re.search(rf"(?s)CREATE TABLE IF NOT EXISTS {table} \([^;]*\n    {name} ", TABLES), column
        # such as lines[].name / category, or customer.email, or unit_price, text
        value = ANSWER
        for name in answer.split(",")[0].split("."):
            value = value["lines"][0] if name == "lines[]" else value[name]


def test_tree_and_tables_in_readme():
    tree = re.findall(r"(?m)^(│   )?[├└]── (\S+)", README)
    assert len(tree) > 20
    folder = ""
    for inner, name in tree:
        if not inner:
            folder = name
        assert (ROOT / folder / (name if inner else "")).exists(), f"README.md names {name}, which is not there"
    for name, service in SERVICES.items():
        assert name == "tests" or f"\n| `{name}` " in README, f"README.md has no table row for {name}"
        assert service.get("image", "") in README
        for port in service.get("ports", []):
            assert f"| `{name}` | {port.split(':')[-1]} |" in README


def test_commands_links_and_names():
    commands = "\n".join(re.findall(r"```bash\n(.*?)```", README + RUN, re.DOTALL))
    files = re.findall(r"(?<![\w./-])((?:local|tests|data|extractor|query_api|dashboard)/[\w./]+\.\w+)", commands)
    modules = re.findall(r"\b((?:extractor|loader|query_api|reconcile|tests)\.\w+)", commands)
    files += [module.replace(".", "/") + ".py" for module in modules]
    files += re.findall(r"\]\(([\w./]+)\)", README + RUN)
    assert [file for file in files if not (ROOT / file).is_file()] == []
    headings = [heading.lower().replace(" ", "-") for heading in re.findall(r"(?m)^## (.*)$", RUN)]
    assert set(re.findall(r"\]\(#([\w-]+)\)", RUN)) == set(headings)
    services = re.findall(r"docker compose (?:exec|logs|restart|stop|run)(?: -\S+)* ([a-z_]+)", commands)
    assert services and set(services) <= set(SERVICES)
    # the learning path names every demonstration, the list of packages every package
    names = [path.stem for path in (ROOT / "tests").glob("test_*.py")]
    for file in [*ROOT.glob("*/requirements.txt"), ROOT / "tests" / "system" / "requirements.txt"]:
        names += re.findall(r"(?m)^[\w-]+", file.read_text())
    assert [name for name in names if f"`{name}`" not in RUN] == []
