"""
Puts MongoDB, Kafka, MySQL and the Python packages into .local/, once.
The first call downloads for about a minute, every later one only looks.
Nothing here needs a package: it runs before the virtual environment exists.
"""
import fcntl
import os
import subprocess
import sys

from downloads import KAFKA_FOLDER, MONGODB_FOLDER, PYTHON, REQUIREMENTS, missing_downloads, python_packages
from make_folders import make_folders
from missing_tools import install_missing_tools, install_packages
from mysql_program import find_mysqld, system_is
from one_at_a_time import end_by_keyboard_interrupt

STAMP = ".local/venv/requirements.stamp"
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def install_everything():
    # every path in this folder is written from the project's root
    os.chdir(ROOT)
    os.makedirs(".local/log", exist_ok=True)
    os.makedirs(".local/tmp", exist_ok=True)
    end_by_keyboard_interrupt()
    try:
        with open(".local/install.lock", "w") as lock:
            # run.py and test.py may be started at the same moment: the second waits here
            fcntl.flock(lock, fcntl.LOCK_EX)
            install_what_is_missing()
    except KeyboardInterrupt:
        sys.exit("stopped in the middle of the downloads; the next call goes on with them")


def install_what_is_missing():
    wanted = text_of_requirements()
    # without a stamp the virtual environment was cut short
    new_environment = text_of_stamp() is None or not os.path.exists(PYTHON)
    # all at once, so that who is not root has one command to type
    install_missing_tools(needed_tools(new_environment))
    if new_environment:
        print("making the virtual environment in .local/venv", flush=True)
        make_folders([("install_venv", None, [sys.executable, "-m", "venv", "--clear", ".local/venv"])])
    jobs = missing_downloads()
    if wanted != text_of_stamp():
        jobs.append(python_packages())
    if jobs:
        print("downloading", ", ".join(name.removeprefix("install_") for name, folder, command in jobs), flush=True)
        make_folders(jobs)
        check_mongod()
        # written last: a pip install that was cut short does not count
        with open(STAMP, "w") as file:
            file.write(wanted)


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


def text_of_requirements():
    text = ""
    for path in REQUIREMENTS:
        with open(path) as file:
            text += file.read() + "\n"
    return text


def text_of_stamp():
    if not os.path.exists(STAMP):
        return None
    with open(STAMP) as file:
        return file.read()


def check_mongod():
    answer = subprocess.run([f"{MONGODB_FOLDER}/fiftyone/db/bin/mongod", "--version"], capture_output=True, text=True)
    if "libcurl" in answer.stderr:
        install_packages(["libcurl4"])
    elif answer.returncode != 0:
        sys.exit(f"mongod does not run on this system: {answer.stderr}")


if __name__ == "__main__":
    install_everything()
