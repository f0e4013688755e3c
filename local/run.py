"""
Runs the whole pipeline on this machine, without Docker:

    python3 local/run.py                 three servers, the services, the 300 samples where there is no order yet
    python3 local/run.py --loaders 3     the same with three loaders
    python3 local/run.py --no-dashboard  the same without the dashboard; its packages are not installed
    python3 local/run.py --no-samples    no samples
    python3 local/run.py --servers       the three servers only, with tables and users

Ctrl-C stops everything; the data stays in .local/data.
"""
import os
import sys

from install import PYTHON, install_everything

leave_out = {"--no-dashboard", "--servers", "--help", "-h"}.intersection(sys.argv)
install_everything([] if leave_out else ["dashboard"])

# continue with the python that has the packages, as the same process
os.execv(PYTHON, [PYTHON, "local/run_pipeline.py"] + sys.argv[1:])
