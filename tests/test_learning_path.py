"""
Learning path - every test file is a demonstration: it prints the steps of its docstring, in their order, when it is run alone

FLOW:
    1 every test file, and every file that they share, has a docstring with a FLOW, numbered from 1 on, and with LIBRARIES
    2 each step is printed once, in this order, and begins with the same words; all else that a file prints is indented
    3 run alone, a file calls every test that is in it, in their order
    4 each library that a file imports is explained in it, and none that nobody uses

LIBRARIES:
    ast (comes with Python): reads Python code as a tree, here to find what a file imports, prints and calls
    re (comes with Python): looks for patterns in text
"""
import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TREES = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests").glob("test_*.py"))}
SHARED = {
    path.name: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests").glob("*.py"))
    if path.name not in (*TREES, "__init__.py", "conftest.py")
}
# a reader knows these from the first weeks of python
EVERYDAY = {"datetime", "json", "math", "os", "pathlib", "random", "sys", "time"}
# packages that are imported by another name than they are installed by
IMPORTED_AS = {"mysql_connector_python": "mysql", "pyyaml": "yaml"}


def part_of_docstring(tree, title):
    """Returns the indented lines under FLOW: or LIBRARIES: as one text."""
    found = re.search(rf"(?m)^{title}:\n((?:    .*\n?)+)", ast.get_docstring(tree))
    return found[1] if found else ""


def steps(tree):
    """Returns the steps of FLOW as [(number, text)]."""
    return [(int(number), text) for number, text in re.findall(r"(?m)^    (\d+) (.*)", part_of_docstring(tree, "FLOW"))]


def first_words(text):
    return re.findall("[a-z]+", text.lower())[:2]


def beginning(node):
    """Returns what is known of a text that is printed: of an f-string what stands outside of the braces."""
    if isinstance(node, ast.BinOp):
        return beginning(node.left)
    if isinstance(node, ast.JoinedStr):
        return " ".join(str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values)
    return str(node.value)


def printed(tree):
    """Returns the beginning of each print, in the order of the lines."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"]
    return [beginning(call.args[0]) for call in sorted(calls, key=lambda call: call.lineno)]


def test_docstrings():
    for name, tree in (TREES | SHARED).items():
        numbers = [number for number, text in steps(tree)]
        assert numbers and numbers == list(range(1, len(numbers) + 1)), f"{name}: the steps of FLOW are numbered {numbers}"
        assert part_of_docstring(tree, "LIBRARIES"), f"{name} has no LIBRARIES"
    count = sum(len(steps(tree)) for tree in TREES.values())
    print(f"1 every test file has a docstring with its steps: {len(TREES)} files, {count} steps; and so have {len(SHARED)} files that they share")


def test_steps_are_printed():
    for name, tree in TREES.items():
        found = []
        for text in printed(tree):
            step = re.match(r"(\d+) (.*)", text)
            assert step or text.startswith(" "), f"{name} prints what is neither a step nor indented: {text}"
            if step:
                found.append((int(step[1]), first_words(step[2])))
        expected = [(number, first_words(text)) for number, text in steps(tree)]
        assert found == expected, f"{name} prints {found}, its docstring says {expected}"
    print("2 each step is printed once, in the order of the docstring and with its first words")


def names_in(node):
    """Returns the names that a piece of code uses, in their order."""
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
    return [name.id for name in sorted(names, key=lambda name: (name.lineno, name.col_offset))]


def test_run_alone():
    count = 0
    for name, tree in TREES.items():
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        tests = [function for function in functions if function.startswith("test_")]
        last = tree.body[-1]
        assert isinstance(last, ast.If) and names_in(last)[0] == "__name__", f"{name} does not end with if __name__"
        called = [used for used in names_in(last) if used.startswith("test_")]
        assert called == tests, f"{name} calls {called}, its tests are {tests}"
        assert "setup_module" not in functions or names_in(last)[1] == "setup_module", f"{name} does not begin with setup_module()"
        count += len(tests)
    print(f"3 run alone, the files call all of their {count} tests")


def imports(tree):
    """Returns the names of the packages that a file imports, without those of this project."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.split(".")[0])
    return {name for name in names if not (ROOT / name).is_dir()}


def explained(tree):
    """Returns the names that stand before a colon under LIBRARIES, as they are imported."""
    names = set()
    for head in re.findall(r"(?m)^    (\w[^:\n]*):", part_of_docstring(tree, "LIBRARIES")):
        for name in re.split(r", | and ", re.sub(r" \(.*\)", "", head)):
            name = name.lower().replace("-", "_").split(".")[0]
            names.add(IMPORTED_AS.get(name, name))
    return names


def packages_of_the_project():
    """Returns the packages that the services import, and those that stand in their and the tests' requirements."""
    names = set()
    for path in ROOT.glob("*/*requirements.txt"):
        names |= {re.split(r"[\[=]", line)[0].lower().replace("-", "_") for line in path.read_text().split()}
        for code in path.parent.rglob("*.py"):
            names |= imports(ast.parse(code.read_text(encoding="utf-8"))) if path.parent.name != "tests" else set()
    return names


def test_libraries():
    known = packages_of_the_project()
    everywhere = set()
    for name, tree in (TREES | SHARED).items():
        missing = imports(tree) - EVERYDAY - explained(tree)
        assert not missing, f"{name} does not explain {missing}"
        unused = explained(tree) - imports(tree) - known
        assert not unused, f"{name} explains {unused}, which nobody uses"
        everywhere |= explained(tree)
    print("4 each library is explained where it is imported:", *sorted(everywhere))


if __name__ == "__main__":
    test_docstrings()
    test_steps_are_printed()
    test_run_alone()
    test_libraries()
