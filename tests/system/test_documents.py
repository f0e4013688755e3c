"""
Documents - what README.md, RUN.md and SQL_QUERIES.md say is held against the project

LIBRARIES:
    re (comes with Python): looks for patterns in text
    PyYAML: reads docker-compose.yml into dicts and lists
"""
import re
from datetime import datetime
from pathlib import Path
import yaml
from bson import Decimal128
from tests.support import contract  # noqa: F401
from tests.support.sample_order import ANSWER
from local.write_sql_queries import sheet
from extractor.order_fields import ITEM_FIELDS, ITEMS_PATH, ORDER_FIELDS

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = (ROOT / "RUN.md").read_text(encoding="utf-8")
TABLES = (ROOT / "data" / "mysql_init.sql").read_text(encoding="utf-8")
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]

# of each rule but texts, values that it allows and values that it does not
VALUES = {
    "date, years 1000 to 9999": (
        [datetime(1000, 1, 1), datetime(9999, 12, 31)], [datetime(999, 12, 31), "2026-01-05"]),
    "int32 or int64, 1 to 1,000,000": ([1, 1_000_000], [0, 1_000_001, 1.0, True]),
    "Decimal128, int or double, 0 to 9,999,999,999.9999, at most 4 decimals": (
        [Decimal128("9999999999.9999"), 0, 0.1], [Decimal128("10000000000"), -1, Decimal128("0.00001"), "1"]),
}


def test_sql_queries_are_those_of_the_code():
    assert (ROOT / "SQL_QUERIES.md").read_text(encoding="utf-8") == sheet()


def values_of(rule):
    text = re.match(r"text, (\d+) to (\d+)", rule)
    if text:
        first, last = int(text[1]), int(text[2])
        return ["@" * first, "@" * last], ["", "@" * (last + 1), 1] + ["x" * first] * ("with an @" in rule)
    return VALUES[rule]


def test_map_in_readme():
    rows = re.findall(r"(?m)^\| `([\w.\[\]]+)` \| (.*?) \| (.*?) \| (.*?) \|$", README)
    lines = {path: (rule, columns, answer) for path, rule, columns, answer in rows}
    fields = [*ORDER_FIELDS, *((name, f"{ITEMS_PATH}[].{path}", check) for name, path, check in ITEM_FIELDS)]
    for name, path, check in fields:
        # an optional field allows that it is missing, and need not be in the map
        if not check(None)[1]:
            continue
        rule, columns, answer = lines[path]
        good, bad = values_of(rule)
        assert [value for value in good if check(value)[1]] == [value for value in bad if not check(value)[1]] == []
        for column in columns.split(", "):
            table, name = column.split(".")
            assert re.search(rf"(?s)CREATE TABLE IF NOT EXISTS {table} \([^;]*\n    {name} ", TABLES), column
        # such as lines[].name, or customer.email, or unit_price, text
        value = ANSWER
        for part in answer.split(",")[0].split("."):
            value = value["lines"][0] if part == "lines[]" else value[part]


def test_shipped_contract_and_its_checks():
    """A shop edits the table; what this project ships is the table that the tests use, and README lists every check."""
    text = (ROOT / "extractor" / "order_fields.py").read_text(encoding="utf-8")
    shipped = re.findall(r'(?m)^    \("(\w+)", "([\w.]+)", (.*)\),$', text)
    table = (ROOT / "tests" / "support" / "contract.py").read_text(encoding="utf-8")
    table = table.replace("order_fields.STATUSES", "STATUSES")
    assert len(shipped) >= 13 and shipped == re.findall(r'(?m)^    \("(\w+)", "([\w.]+)", (.*)\),$', table)
    assert re.findall(r'"\w+": "[A-Z]+"', text) == re.findall(r'"\w+": "[A-Z]+"', table)
    checks = re.search(r"(?s)import \(.*?\n(.*?)\)", text)[1]
    assert [check for check in re.findall(r"\w+", checks) if not re.search(rf"`{check}\b", README)] == []


def test_what_is_named_is_there():
    folder, files = "", []
    for inner, name in re.findall(r"(?m)^(│   )?[├└]── (\S+)", README):
        folder = folder if inner else name
        files.append(f"{folder}/{name}" if inner else name)
    commands = "\n".join(re.findall(r"```bash\n(.*?)```", README + RUN, re.DOTALL))
    files += re.findall(r"(?<![\w./-])((?:local|tests|data|extractor|query_api|dashboard)/[\w./]+\.\w+)", commands)
    modules = re.findall(r"\b((?:extractor|loader|query_api|reconcile|tests)\.\w+)", commands)
    files += [module.replace(".", "/") + ".py" for module in modules]
    files += re.findall(r"\]\(([\w./]+)\)", README + RUN)
    assert len(files) > 20 and [file for file in files if not (ROOT / file).exists()] == []
    headings = [heading.lower().replace(" ", "-") for heading in re.findall(r"(?m)^## (.*)$", RUN)]
    assert set(re.findall(r"\]\(#([\w-]+)\)", RUN)) == set(headings)
    services = re.findall(r"docker compose (?:exec|logs|restart|stop|run)(?: -\S+)* ([a-z_]+)", commands)
    assert services and set(services) <= set(SERVICES)


def test_what_is_there_is_named():
    for service in SERVICES.values():
        assert service.get("image", "") in README
    # the learning path names every demonstration, the list of packages every package
    names = [path.stem for path in (ROOT / "tests").glob("test_*.py")]
    for file in [*ROOT.glob("*/requirements.txt"), ROOT / "tests" / "system" / "requirements.txt"]:
        names += re.findall(r"(?m)^[\w-]+", file.read_text())
    assert [name for name in names if f"`{name}`" not in RUN] == []
