"""
Measures how fast orders go through, on three servers of its own with nothing else running:

    python3 local/bench.py                   30,000 orders, three rounds
    python3 local/bench.py --orders 10000    another number of orders
    python3 local/bench.py --rounds 5        more rounds
    python3 local/bench.py --api             the query api instead, out of 30,000 orders
    python3 local/bench.py --api --orders 1000000

Each round: the extractor alone, the loader alone on what it sent, both together, and MySQL's LOAD DATA of the same rows
into the same tables with the same keys, which is the ceiling. All settings are those of production.
"""
import os
import sys

from downloads import PYTHON
from install import install_everything

install_everything()

program = "local/bench_api.py" if "--api" in sys.argv else "local/run_bench.py"
# go on with the python that has the packages, as the same process
os.execv(PYTHON, [PYTHON, program] + sys.argv[1:])
