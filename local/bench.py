"""
Measures how fast orders go through, on three servers of its own with nothing else running:

    python3 local/bench.py                 30,000 orders, three rounds, beside LOAD DATA of the same rows
    python3 local/bench.py --orders 10000 --rounds 5
    python3 local/bench.py --dlt           dlt does the same work in each round
    python3 local/bench.py --api           requests a second of the query API, beside a bare loop of the same queries
"""
import argparse
import sys

from with_packages import PYTHON
from servers import run_beside_servers, run_with_servers

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--orders", default="30000")
parser.add_argument("--rounds", default="3")
for name in ("dlt", "api"):
    parser.add_argument(f"--{name}", dest="kind", action="store_const", const=name, default="rounds")
options = parser.parse_args()
program = "bench_rounds" if options.kind == "dlt" else f"bench_{options.kind}"
command = [PYTHON, f"local/{program}.py", options.orders, options.rounds, options.kind]
code = run_with_servers(".local/bench", ".local/bench_log", lambda variables: run_beside_servers(command, variables))
sys.exit(code)
