"""
Runs one module with the addresses and passwords of the servers that local/run.py has started:

    python3 local/step.py extractor.extract                 one run of the extractor
    python3 local/step.py extractor.seed_orders --more 5    five more orders
    python3 local/step.py reconcile.main                    compares MongoDB with MySQL
    python3 local/step.py tests.test_extract                one demonstration

What is set in the terminal goes before the running servers' variables. Exit code 1: no servers run here.
"""
import os
import sys

from install import PYTHON
from settings import read_env_file

if not sys.argv[1:]:
    sys.exit(__doc__)
os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
variables = read_env_file(".local/env") if os.path.exists(".local/env") else {}
# a run.py that was killed has left its file
if not os.path.exists(f"/proc/{variables.get('RUN_PID')}"):
    sys.exit("no servers run here: start them with python3 local/run.py, or with python3 local/run.py --servers")
# go on as the module, as the same process
os.execve(PYTHON, [PYTHON, "-m"] + sys.argv[1:], {**variables, **os.environ})
