"""
Runs the tests against servers of their own, which it starts and stops:

    python3 local/test.py                         every test: the demonstrations and one half of tests/system/,
                                                  and beside them the other half, which is printed at the end
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
SECOND_OUTPUT = ".local/test_2.log"


def run(variables):
    return run_beside_servers([PYTHON, "-m", "pytest", *words], variables)


def start_second_half(files):
    """Starts this program once more for these files; it is stopped when we are, and prints into a file."""
    command = ["setpriv", "--pdeathsig", "INT", "--", PYTHON, "local/test.py", *words, *files]
    with open(SECOND_OUTPUT, "w") as output:
        return subprocess.Popen(command, env={**os.environ, "TEST_DATA": f"{DATA}_2"}, stdout=output, stderr=output)


words = sys.argv[1:]
files = [word for word in words if word.startswith("tests")]
if not files or "tests/system" in " ".join(files):
    install_tools("chromium")
second = None
if not files:
    if subprocess.run([PYTHON, "-m", "ruff", "check"]).returncode:
        sys.exit(1)
    # most tests wait for something: two halves beside each other, each with servers of its own, take half the time
    files = sorted(glob.glob("tests/system/test_*.py"))
    # the demonstrations belong to the first half
    middle = len(files) // 2 - 1
    second = start_second_half(files[middle:])
    words += sorted(glob.glob("tests/test_*.py")) + files[:middle]
code = run_with_servers(DATA, f"{DATA}/log", run)
if code is None:
    # the other half ends with us
    sys.exit(1)
if second:
    second.wait()
    print(open(SECOND_OUTPUT).read())
sys.exit(code or second and second.returncode)
