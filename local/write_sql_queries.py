"""
Writes SQL_QUERIES.md from the code: every SQL statement of the services, to the letter, with the comment above it.
"""
import ast
import textwrap
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE = ROOT / "SQL_QUERIES.md"
SERVICES = ("loader", "query_api", "reconcile")
FIRST_WORDS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "SET ")
HEAD = """# SQL queries

Every statement that the services send to MySQL, to the letter; `python3 local/write_sql_queries.py` writes this file
from the code. `%s` is a bound value, `ID_LIST` is replaced by one `%s` for each id. The tables are in
[data/mysql_init.sql](data/mysql_init.sql).
"""


def find_queries(path):
    """Hands out (line, statement) of each SQL statement in a file of Python code, in the order of the lines."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)]
    for node in sorted(nodes, key=lambda node: node.lineno):
        text = textwrap.dedent(node.value).strip() if isinstance(node.value, str) else ""
        if text.startswith(FIRST_WORDS) and "\n" in text:
            yield node.lineno, text


def sheet():
    """Returns the text of the file: each statement below its number and the comment above it in the code."""
    parts = [HEAD]
    number = 0
    for service in SERVICES:
        parts.append(f"## {service}\n")
        for path in sorted((ROOT / service).rglob("*.py")):
            lines = path.read_text(encoding="utf-8").splitlines()
            for line, statement in find_queries(path):
                comment = [text.strip() for text in lines[:line - 1] if text.strip().startswith("#")][-1].lstrip("# ")
                place = f"{comment} (`{path.relative_to(ROOT)}`)"
                # a setting of the session is no query
                if statement.startswith("SET "):
                    parts.append(f"setting -- {place}\n\n{textwrap.indent(statement, '    ')}\n")
                    continue
                number += 1
                parts.append(f"note -- {number} {place}\n```sql\n{statement}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    FILE.write_text(sheet(), encoding="utf-8")
    print(f"{sheet().count('note -- ')} statements written into SQL_QUERIES.md")
