"""
Puts MongoDB, Kafka, MySQL and the Python packages into .local/, once.
The first call downloads for about a minute, every later one only looks.
Nothing here needs a package: it runs before the virtual environment exists.
"""
import fcntl
import os
import shutil
import subprocess
import sys

from downloads import KAFKA_FOLDER, MONGODB_FOLDER, PYTHON, REQUIREMENTS, missing_downloads, python_packages
from run_jobs import run_jobs
from missing_tools import install_missing_tools, install_packages
from mysql_program import find_mysqld, system_is
from lock_and_signals import treat_term_as_ctrl_c

# a copy of each requirements.txt whose packages are installed
STAMPS = ".local/venv/installed"
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def install_everything(more_requirements=(), more_tools=()):
    # every path in this folder is written from the project's root
    os.chdir(ROOT)
    os.makedirs(".local/log", exist_ok=True)
    os.makedirs(".local/tmp", exist_ok=True)
    treat_term_as_ctrl_c()
    try:
        with open(".local/install.lock", "w") as lock:
            # run.py and test.py may be started at the same moment: the second waits here
            fcntl.flock(lock, fcntl.LOCK_EX)
            install_what_is_missing(REQUIREMENTS + list(more_requirements), list(more_tools))
    except KeyboardInterrupt:
        sys.exit("stopped in the middle of the downloads; the next call goes on with them")


def install_what_is_missing(requirements, more_tools):
    # without a stamp the virtual environment was cut short
    new_environment = not os.path.exists(STAMPS) or not os.path.exists(PYTHON)
    # all at once, so that who is not root has one command to type
    install_missing_tools(needed_tools(new_environment) + more_tools)
    if new_environment:
        print("making the virtual environment in .local/venv", flush=True)
        run_jobs([("install_venv", None, [sys.executable, "-m", "venv", "--clear", ".local/venv"])])
    jobs = missing_downloads()
    if any(text_of(path) != text_of(stamp_of(path)) for path in requirements):
        # all of them together, so that pip finds versions that go with each other
        jobs.append(python_packages(requirements))
    if jobs:
        print("downloading", ", ".join(name.removeprefix("install_") for name, folder, command in jobs), flush=True)
        run_jobs(jobs)
        check_mongod()
        # written last: a pip install that was cut short does not count
        os.makedirs(STAMPS, exist_ok=True)
        for path in requirements:
            shutil.copyfile(path, stamp_of(path))


def needed_tools(new_environment):
    tools = ["java"]
    if new_environment:
        tools.append("ensurepip")
    if not os.path.exists(KAFKA_FOLDER):
        tools.append("mvn")
    if not find_mysqld() and not system_is("ubuntu"):
        if not system_is("debian"):
            sys.exit("MySQL 8.0.17 or newer is missing: install it so that mysqld is on the PATH, then run this again")
        tools.append("mmdebstrap")
    return tools


def stamp_of(path):
    return f"{STAMPS}/{path.replace('/', '_')}"


def text_of(path):
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return file.read()


def check_mongod():
    answer = subprocess.run([f"{MONGODB_FOLDER}/fiftyone/db/bin/mongod", "--version"], capture_output=True, text=True)
    if "libcurl" in answer.stderr:
        install_packages(["libcurl4"])
    elif answer.returncode != 0:
        sys.exit(f"mongod does not run on this system: {answer.stderr}")


if __name__ == "__main__":
    install_everything()
