"""
Runs the tests against servers of their own, which it starts and stops:

    python3 local/test.py                             every test
    python3 local/test.py tests/test_check_order.py   what you would give to pytest
"""
import os
import sys

from downloads import PYTHON
from install import install_everything

install_everything()

# go on with the python that has the packages, as the same process
os.execv(PYTHON, [PYTHON, "local/run_tests.py"] + sys.argv[1:])
