"""
Runs the tests against servers of their own, which it starts and stops:

    python3 local/test.py                         every test: the demonstrations first, then tests/system/
    python3 local/test.py tests/test_extract.py   what you would give to pytest
"""
import glob
import os
import sys

from install import PYTHON, ROOT, install_everything

os.chdir(ROOT)
words = sys.argv[1:]
everything = not any(word.startswith("tests") for word in words)
if everything:
    words += sorted(glob.glob("tests/test_*.py")) + ["tests/system"]
system = any(word.startswith("tests/system") for word in words)
dashboard = system or any("dashboard" in word for word in words)
install_everything(
    (["dashboard"] if dashboard else []) + (["tests/system"] if system else []),
    ["chromium"] if system else [],
)

# continue with the python that has the packages, as the same process
os.execv(PYTHON, [PYTHON, "local/run_tests.py", *(["--lint"] if everything else []), *words])
