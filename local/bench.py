"""
Measures how fast orders go through, on three servers of its own with nothing else running:

    python3 local/bench.py                   30,000 orders, three rounds
    python3 local/bench.py --orders 10000    another number of orders
    python3 local/bench.py --rounds 5        more rounds
    python3 local/bench.py --dlt             dlt does the same work in each round, in a virtual environment of its own
    python3 local/bench.py --growth --orders 1000000    rate and memory under way; --loaders 3 for three loaders
    python3 local/bench.py --freshness       not how fast, but how old an order is when its row is seen in MySQL
    python3 local/bench.py --api             the query api instead, out of 30,000 orders
    python3 local/bench.py --api --orders 1000000
    python3 local/bench.py --help            every option

Each round: the extractor alone, the loader alone on what it sent, both together with one and with three loaders, and
MySQL's LOAD DATA of the same rows into the same tables with the same keys, which is the ceiling. All settings are those of
production. --freshness inserts 200 orders a second for a minute (--seconds 20: for less) with the extractor on its
schedule, every second, and one loader.
"""
import os
import sys

from downloads import PYTHON
from install import install_everything

install_everything()

# the bench makes its orders with the extractor's code, which lies in this folder
os.environ["PYTHONPATH"] = os.getcwd()
# go on with the python that has the packages, as the same process
os.execv(PYTHON, [PYTHON, "local/run_bench.py"] + sys.argv[1:])
