"""
How MySQL is started, how one sees that it answers, and how it gets its users and tables.
"""
import os
import mysql.connector

from run_jobs import part_of
from mysql_program import find_mysqld
from mysql_root import connect_as_root, run_sql

FOLDER = "mysql"
TABLES_FILE = "data/mysql_init.sql"


def mysqld_as_this_user():
    if os.getuid() == 0:
        # mysqld refuses to run as root unless it is told so
        return find_mysqld() + ["--user=root"]
    return find_mysqld()


def jobs_for_new_folder(data):
    folder = f"{data}/{FOLDER}"
    if os.path.exists(folder):
        return []
    return [("mysql_initialize", folder, mysqld_as_this_user() + [
        "--initialize-insecure", "--datadir=" + os.path.abspath(part_of(folder))])]


def command_to_start(data, port, settings):
    # the socket stands in the data folder by its short name, for a unix socket's path ends at 107 characters
    return mysqld_as_this_user() + [
        "--datadir=" + os.path.abspath(f"{data}/{FOLDER}"), "--bind-address=127.0.0.1", f"--port={port}",
        "--socket=mysqld.sock", "--pid-file=mysqld.pid", "--mysqlx=OFF", "--secure-file-priv=NULL",
        # what mysql holds in memory of tables and indexes; by default it is 128 mb, too little for a million orders
        "--innodb-buffer-pool-size=512M",
        "--init-file=" + os.path.abspath(write_users_file(data, settings))]


def write_users_file(data, settings):
    """MySQL runs this file at each start before it lets anybody in, so a password changed in .env holds."""
    database = settings["MYSQL_DATABASE"]
    lines = [f"CREATE DATABASE IF NOT EXISTS {database} CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;",
             f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{settings['MYSQL_ROOT_PASSWORD']}';"]
    for user, password, rights in (
            (settings["MYSQL_LOADER_USER"], settings["MYSQL_LOADER_PASSWORD"], "SELECT, INSERT, UPDATE, DELETE"),
            (settings["MYSQL_API_USER"], settings["MYSQL_API_PASSWORD"], "SELECT")):
        lines.append(f"CREATE USER IF NOT EXISTS '{user}'@'%';")
        lines.append(f"ALTER USER '{user}'@'%' IDENTIFIED BY '{password}';")
        lines.append(f"GRANT {rights} ON {database}.* TO '{user}'@'%';")
    path = f"{data}/mysql_users.sql"
    # for the owner's eyes only: it holds passwords
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
    return path


def version_that_answers(data, port, settings, pid):
    """Gives the version, or None while the server does not answer, or is another one than ours."""
    try:
        connection = connect_as_root(port, settings)
    except mysql.connector.Error:
        return None
    version, folder = run_sql(connection, "SELECT VERSION(), @@datadir")[0]
    connection.close()
    if not os.path.samefile(folder, f"{data}/{FOLDER}"):
        return None
    return version


def make_tables(port, settings):
    """Runs the file's statements one by one; they are safe to run again. A ; inside a statement is not known here."""
    with open(TABLES_FILE, encoding="utf-8") as file:
        lines = [line for line in file if not line.lstrip().startswith("--")]
    connection = connect_as_root(port, settings)
    for statement in "".join(lines).split(";"):
        if statement.strip():
            run_sql(connection, statement)
    connection.close()
