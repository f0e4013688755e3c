"""
Finds the MySQL server program: mysqld on the PATH, or the one that was downloaded into .local/mysql.
"""
import glob
import os
import re
import shutil
import subprocess

MYSQL_FOLDER = ".local/mysql"


def find_mysqld():
    """Gives the command that every call of mysqld begins with, or None where there is no MySQL."""
    if os.path.exists(MYSQL_FOLDER):
        return downloaded_mysqld()
    program = shutil.which("mysqld", path=os.environ["PATH"] + ":/usr/sbin")
    if program and is_new_enough_mysql(program):
        return [program, "--no-defaults"]
    return None


def is_new_enough_mysql(program):
    text = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    numbers = re.search(r"Ver (\d+)\.(\d+)\.(\d+)", text)
    # mariadb calls its server mysqld too
    return "MariaDB" not in text and numbers is not None and [int(n) for n in numbers.groups()] >= [8, 0, 17]


def downloaded_mysqld():
    folder = os.path.abspath(MYSQL_FOLDER)
    # it was built for a newer system, so it runs with the libraries that came with it
    loader = glob.glob(f"{folder}/usr/lib*/ld-linux-*.so.*")[0]
    libraries = ":".join(glob.glob(f"{folder}/usr/lib/*-linux-gnu") + [f"{folder}/usr/lib/mysql/private"])
    return [loader, "--library-path", libraries, f"{folder}/usr/sbin/mysqld", "--no-defaults",
            f"--basedir={folder}/usr", f"--lc-messages-dir={folder}/usr/share/mysql",
            f"--plugin-dir={folder}/usr/lib/mysql/plugin"]


def system_is(name):
    with open("/etc/os-release") as file:
        words = re.findall(r'^(?:ID|ID_LIKE)="?([^"\n]*)', file.read(), re.MULTILINE)
    return name in " ".join(words).split()


def ubuntu_name_of_mysql():
    with open("/etc/os-release") as file:
        release = re.search(r'^VERSION_ID="?(\d+)', file.read(), re.MULTILINE)
    if int(release.group(1)) < 25:
        return "mysql-server-core-8.0"
    return "mysql-server-core"
