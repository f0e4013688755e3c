"""
Runs the tests against servers of their own, which it starts and stops:

    python3 local/test.py                         every test: the demonstrations and a quarter of tests/system/,
                                                  beside them the other quarters, which are printed at the end
    python3 local/test.py tests/test_extract.py   what you would give to pytest
"""
import glob
import os
import subprocess
import sys

from with_packages import PYTHON
from install import install_tools
from servers import run_beside_servers, run_with_servers

DATA = os.environ.get("TEST_DATA", ".local/test")
# most tests wait for something: four parts beside each other, each with its own servers, take a third of the time
PARTS = 4
# each part takes every fourth file; with these in front all four take about the same time
FIRST = [f"tests/system/test_{name}.py" for name in ("clock", "cluster", "permissions", "tls")]


def run(variables):
    return run_beside_servers([PYTHON, "-m", "pytest", *words], variables)


def start_part(number, files):
    """Starts this program once more for these files; it is stopped when we are, and prints into a file."""
    command = ["setpriv", "--pdeathsig", "INT", "--", PYTHON, "local/test.py", *words, *files]
    variables = {**os.environ, "TEST_DATA": f"{DATA}_{number}"}
    with open(f"{DATA}_{number}.log", "w") as output:
        return subprocess.Popen(command, env=variables, stdout=output, stderr=output)


words = sys.argv[1:]
files = [word for word in words if word.startswith("tests")]
if not files or "tests/system" in " ".join(files):
    install_tools("chromium")
others = []
if not files:
    if subprocess.run([PYTHON, "-m", "ruff", "check"]).returncode:
        sys.exit(1)
    files = sorted(glob.glob("tests/system/test_*.py"), key=lambda file: (file not in FIRST, file))
    others = [start_part(number, files[number - 1::PARTS]) for number in range(2, PARTS + 1)]
    # the demonstrations belong to the first part
    words += sorted(glob.glob("tests/test_*.py")) + files[::PARTS]
code = run_with_servers(DATA, f"{DATA}/log", run)
if code is None:
    # the other parts end with us
    sys.exit(1)
for number, other in enumerate(others, start=2):
    other.wait()
    print(open(f"{DATA}_{number}.log").read())
# one that was killed has a number below 0
sys.exit(code or any(other.returncode for other in others))
