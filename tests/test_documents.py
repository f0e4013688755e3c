"""
Documents - what is written about the project is held against the project

FLOW:
    1 every SQL statement in the code stands in SQL_QUERIES.md to the letter, and the other way round
    2 the tree in README.md names the folders and files that are there
    3 the tables in README.md name the services, ports, servers and the topic of docker-compose.yml and .env
    4 every bash block of README.md and RUN.md names files and modules that exist
    5 RUN.md has a sentence on every test file, on what they share and on every package that is installed

LIBRARIES:
    ast (comes with Python): reads Python code as a tree, here to find the strings in it
    re (comes with Python): looks for patterns in text
    textwrap (comes with Python): dedent() takes away the spaces that all lines of a text begin with
    PyYAML: reads docker-compose.yml into dicts and lists
"""
import ast
import re
import textwrap
import yaml
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVICES = ("extractor", "loader", "query_api")
FIRST_WORDS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ")
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = (ROOT / "RUN.md").read_text(encoding="utf-8")
ENV = dict(line.split("=", 1) for line in (ROOT / ".env").read_text().split())
COMPOSE_TEXT = re.sub(r"(?<!\$)\$\{(\w+)\}", lambda found: ENV[found[1]], (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
COMPOSE = yaml.safe_load(COMPOSE_TEXT)


def queries_in_code():
    queries = []
    for service in SERVICES:
        for path in (ROOT / service).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip().startswith(FIRST_WORDS):
                    queries.append(textwrap.dedent(node.value).strip())
    return sorted(queries)


def test_sql_queries():
    sheet = (ROOT / "SQL_QUERIES.md").read_text(encoding="utf-8")
    blocks = sorted(block.strip() for block in re.findall(r"```sql\n(.*?)```", sheet, re.DOTALL))
    print(f"1 every SQL statement in the code stands in SQL_QUERIES.md: {len(blocks)}")
    assert blocks == queries_in_code()
    numbers = [int(number) for number in re.findall(r"(?m)^note -- (\d+) \S", sheet)]
    assert numbers == list(range(1, len(blocks) + 1))


def tree_in_readme():
    """Returns the paths that the tree under 'project structure' names."""
    block = re.search(r"(?i)## project structure\s+```\w*\n(.*?)```", README, re.DOTALL).group(1)
    paths = []
    folders = []
    for line in block.splitlines()[1:]:
        depth = len(re.match(r"[│├└─ ]*", line).group()) // 4
        name = line[depth * 4:].split()[0]
        folders = folders[:depth - 1] + [name.rstrip("/")]
        paths.append("/".join(folders) + ("/" if name.endswith("/") else ""))
    return paths


def test_tree_in_readme():
    paths = tree_in_readme()
    print(f"2 the tree in README.md names {len(paths)} folders and files")
    for path in paths:
        assert (ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file(), f"README.md names {path}, which is not there"
    for folder in (*SERVICES, "dashboard", "local", "local/compose", "local/measure", "data"):
        for path in (ROOT / folder).glob("*"):
            if path.is_file() and path.name != "__init__.py":
                assert f"{folder}/{path.name}" in paths, f"{folder}/{path.name} is missing in the tree of README.md"


def test_tables_in_readme():
    print("3 the tables in README.md name", *COMPOSE["services"])
    for name, service in COMPOSE["services"].items():
        if "profiles" in service:
            # a tool that is not started by up
            continue
        assert re.search(rf"(?m)^\| `?{name}`? ", README), f"README.md has no table row for {name}"
        if "image" in service:
            assert service["image"] in README, f"README.md does not name the image {service['image']}"
        for port in service.get("ports", []):
            assert f"| {port.split(':')[1]} |" in README
    topic = re.escape(ENV["KAFKA_TOPIC_ORDERS"])
    assert re.search(rf"(?m)^\| `{topic}` \|.*extractor.*\|.*loader", README), "README.md has no row for the topic"


def bash_blocks():
    return re.findall(r"```bash\n(.*?)```", README + RUN, re.DOTALL)


def test_bash_blocks():
    commands = "\n".join(bash_blocks())
    print(f"4 every bash block of README.md and RUN.md, {len(bash_blocks())} of them, names what exists")
    modules = re.findall(r"python3? -m ((?:extractor|loader|query_api|dashboard|tests)[\w.]*)", commands)
    modules += re.findall(r"uvicorn ([\w.]+):", commands)
    files = re.findall(r"(?<![\w./-])((?:local|tests|data|extractor|loader|query_api|dashboard)/[\w./]+\.\w+)", commands)
    print("  modules:", *sorted(set(modules)))
    print("  files:", *sorted(set(files)))
    assert modules and files
    for module in modules:
        assert (ROOT / (module.replace(".", "/") + ".py")).is_file(), f"there is no module {module}"
    for file in files:
        assert (ROOT / file).is_file(), f"there is no file {file}"
    for service in re.findall(r"docker compose (?:exec|logs|restart|stop)(?: -\S+)* ([a-z_]+)", commands):
        assert service in COMPOSE["services"], f"there is no service {service}"


def test_run_md_is_complete():
    for path in (ROOT / "tests").glob("*.py"):
        assert f"tests/{path.name}" in RUN or path.name in ("__init__.py", "conftest.py"), f"RUN.md has no line on tests/{path.name}"
    packages = set()
    for path in [*ROOT.glob("*/*requirements.txt"), ROOT / "local" / "measure" / "dlt_requirements.txt"]:
        packages |= {re.split(r"[\[=]", line)[0] for line in path.read_text().split()}
    print("5 RUN.md has a sentence on every test file, on what they share and on", *sorted(packages))
    for package in packages:
        assert f"`{package}`" in RUN, f"RUN.md has no sentence on {package}"


if __name__ == "__main__":
    test_sql_queries()
    test_tree_in_readme()
    test_tables_in_readme()
    test_bash_blocks()
    test_run_md_is_complete()
