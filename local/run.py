"""
Runs the whole pipeline on this machine, without Docker:

    python3 local/run.py                 three servers, four services, orders from data/orders.json
    python3 local/run.py --loaders 3     the same with three loaders
    python3 local/run.py --no-dashboard  the same without the dashboard; its packages are not installed
    python3 local/run.py --servers       the three servers only, with tables and users

Ctrl-C stops everything; the data stays in .local/data.
"""
import os
import sys

from downloads import PYTHON
from install import install_everything

install_everything()

# go on with the python that has the packages, as the same process
os.execv(PYTHON, [PYTHON, "local/run_pipeline.py"] + sys.argv[1:])
