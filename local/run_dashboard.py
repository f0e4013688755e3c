"""
Installs the dashboard's packages where they are missing, and becomes the dashboard: run.py starts it when the API answers.
"""
import os
import sys

from downloads import DASHBOARD_REQUIREMENTS, PYTHON
from install import install_everything

install_everything(DASHBOARD_REQUIREMENTS)

# go on as streamlit, as the same process
os.execv(PYTHON, [PYTHON, "-m", "streamlit", "run", "dashboard/dashboard.py",
                  "--server.port", sys.argv[1], "--server.address", "127.0.0.1"])
