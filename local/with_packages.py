"""
Imported by run.py, test.py and bench.py before anything that needs a package: installs what is missing, and
starts the program once more, as the same process, with the Python that has the packages.
"""
import os
import sys

from install import PYTHON, install_everything

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# every path in this folder is written from the project's root
os.chdir(ROOT)
if ":" in ROOT:
    sys.exit(f"a colon separates folders in a list of them, so python finds nothing in {ROOT}: move the project")
if not os.path.exists(PYTHON) or not os.path.samefile(sys.prefix, ".local/venv"):
    install_everything()
    # the programs of this folder call those of the others
    os.execve(PYTHON, [PYTHON, *sys.argv], {**os.environ, "PYTHONPATH": ROOT})
