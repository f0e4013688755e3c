"""
Runs one module with the addresses and passwords of the servers that local/run.py has started:

    python3 local/step.py extractor.extract                 one run of the extractor
    python3 local/step.py extractor.seed_orders --more 5    five more orders
    python3 local/step.py reconcile.main                    compares MongoDB with MySQL
    python3 local/step.py tests.test_extract                one demonstration
    python3 local/step.py sql "SELECT COUNT(*) FROM orders" a question to MySQL
    python3 local/step.py mongo 'find {"order_id": "A1"}'   a look into MongoDB, or: update FILTER CHANGE

What is set in the terminal goes before the running servers' variables. Exit code 1: no servers run here.
"""
import os
import subprocess
import sys

from install import PYTHON
from settings import check_numbers, read_env_file

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAMS = {"sql": "ask_mysql.py", "mongo": "ask_mongodb.py"}

if not sys.argv[1:]:
    sys.exit(__doc__)
env_file = os.path.join(ROOT, ".local", "env")
variables = read_env_file(env_file) if os.path.exists(env_file) else {}
check_numbers({**variables, **os.environ})
# a run.py that was killed has left its file
if not os.path.exists(f"/proc/{variables.get('RUN_PID')}"):
    sys.exit("no servers run here: start them with python3 local/run.py, or with python3 local/run.py --servers")
if sys.argv[1] in PROGRAMS:
    command = [os.path.join(ROOT, "local", PROGRAMS[sys.argv[1]])]
else:
    # this option: a module is looked for in this project, and not in the terminal's folder, where files are
    command = ["-P", "-m", sys.argv[1]]
python = os.path.join(ROOT, PYTHON)
command = [python, *command, *sys.argv[2:]]
environment = {**variables, **os.environ, "PYTHONPATH": ROOT}
if sys.argv[1].startswith("tests."):
    code = subprocess.run(command, env=environment).returncode
    print("failed" if code else "passed")
    sys.exit(code)
# go on as the module, as the same process
os.execve(python, command, environment)
