"""
Reads .env, makes the variables of the services from it, and writes .local/env for other terminals.
"""
import os
import shlex
import sys


def read_settings():
    """As with docker compose, a variable that is set in the terminal goes before the line in .env."""
    if not os.path.exists(".env"):
        sys.exit("there is no file .env in the project's folder: it holds the names and passwords")
    settings = {}
    with open(".env", encoding="utf-8") as file:
        for line in file:
            name, equals, value = line.strip().partition("=")
            if equals and not name.startswith("#"):
                settings[name] = os.environ.get(name, value.strip("'\""))
    return settings


def make_variables(settings, ports):
    return {
        "MONGO_URI": f"mongodb://127.0.0.1:{ports['mongodb']}/?readConcernLevel=majority&w=majority&journal=true",
        "MONGO_DB": settings["MONGO_DB"],
        "KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{ports['kafka']}",
        "KAFKA_TOPIC_ORDERS": settings["KAFKA_TOPIC_ORDERS"],
        "KAFKA_GROUP_ID_LOADER": settings["KAFKA_GROUP_ID_LOADER"],
        "MYSQL_HOST": "127.0.0.1",
        "MYSQL_PORT": str(ports["mysql"]),
        "MYSQL_USER": settings["MYSQL_LOADER_USER"],
        "MYSQL_PASSWORD": settings["MYSQL_LOADER_PASSWORD"],
        "MYSQL_DATABASE": settings["MYSQL_DATABASE"],
        "EXTRACT_INTERVAL_SECONDS": settings["EXTRACT_INTERVAL_SECONDS"],
        "EXTRACT_PAGE_SIZE": settings["EXTRACT_PAGE_SIZE"],
        "MYSQL_API_USER": settings["MYSQL_API_USER"],
        "MYSQL_API_PASSWORD": settings["MYSQL_API_PASSWORD"],
        "MYSQL_ROOT_PASSWORD": settings["MYSQL_ROOT_PASSWORD"],
    }


def add_pids(variables, servers):
    names = {"mongodb": "MONGOD_PID", "kafka": "KAFKA_PID", "mysql": "MYSQLD_PID"}
    for server in servers:
        variables[names[server["name"].rpartition("_")[2]]] = str(server["process"].pid)


def write_env_file(path, variables):
    part = path + ".part"
    # for the owner's eyes only: it holds passwords
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        for name, value in variables.items():
            # quote puts '...' around a value that a shell would read otherwise, such as the & in an address
            file.write(f"{name}={shlex.quote(value)}\n")
    # a reader finds the old file or the new one, never half of it
    os.replace(part, path)


def remove_env_file(path):
    if os.path.exists(path):
        os.remove(path)
