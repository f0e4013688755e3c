"""
Runs the tests against servers of their own, which it starts and stops:

    python3 local/test.py                             every test
    python3 local/test.py tests/test_check_order.py   what you would give to pytest
"""
import os
import sys

from downloads import BROWSER_REQUIREMENTS, DASHBOARD_REQUIREMENTS, PYTHON
from install import install_everything

files = [word for word in sys.argv[1:] if word.startswith("tests/test_")]
if files and not any("test_dashboard" in file for file in files):
    install_everything()
else:
    # one test opens the dashboard in a browser
    install_everything(DASHBOARD_REQUIREMENTS + BROWSER_REQUIREMENTS, ["chromium"])

# go on with the python that has the packages, as the same process
os.execv(PYTHON, [PYTHON, "local/run_tests.py"] + sys.argv[1:])
