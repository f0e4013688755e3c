"""
Reads .env, chooses ports, makes the variables of servers and services, and writes .local/env for other terminals.
"""
import os
import random
import shlex
import socket
import sys

from install import MONGOD, mysqld_command

# below 32768, so that no outgoing connection can take one while its server is restarted; each is given out once
other_ports = iter(random.sample(range(20000, 32000), 1000))

# what must be a number, from and to
NUMBERS = {"QUERY_API_PORT": (1, 65535), "DASHBOARD_PORT": (1, 65535), "MYSQL_PORT": (1, 65535),
           "EXTRACT_INTERVAL_SECONDS": (1, 100_000), "EXTRACT_BATCH_SIZE": (1, 100_000),
           "REPORT_CACHE_SECONDS": (0, 100_000), "KAFKA_MAX_MESSAGE_BYTES": (1, 100_000_000)}
# a terminal may have these for servers elsewhere
NO_TLS = {"KAFKA_SECURITY_PROTOCOL": "plaintext", "KAFKA_USERNAME": "", "KAFKA_CA_FILE": "", "MYSQL_CA_FILE": ""}


def check_numbers(variables):
    """Ends with a sentence where a variable that must be a number is none."""
    for name, (lowest, highest) in NUMBERS.items():
        value = variables.get(name, str(lowest))
        if not value.isdecimal() or not lowest <= int(value) <= highest:
            sys.exit(f"{name} is {value!r}, it must be a whole number from {lowest} to {highest}")


def read_env_file(path):
    """Returns the variables of a file with a line NAME=VALUE each; a value may stand in quotes."""
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if "=" in line and not line.startswith("#")]
    return dict(shlex.split(line)[0].split("=", 1) for line in lines)


def write_env_file(path, variables):
    with open(path + ".part", "w") as file:
        file.writelines(f"{name}={shlex.quote(value)}\n" for name, value in variables.items())
    # a reader finds the old file or the new one, never half of it
    os.replace(path + ".part", path)


def port_is_free(port):
    with socket.socket() as listener:
        # without this a port whose last server has just stopped would count as taken
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def find_free_port(wanted=None):
    """Returns the wanted port, or another one where it is in use or none is wanted."""
    if wanted and port_is_free(wanted):
        return str(wanted)
    port = next(port for port in other_ports if port_is_free(port))
    if wanted:
        print(f"port {wanted} is in use, taking {port}", flush=True)
    return str(port)


def make_variables(data, log, usual_ports):
    """
    Takes the folders of the servers' data and logs; with usual_ports the ports are the usual ones where these are free.
    Returns all variables that supervisord.conf, the services and the tests know.
    """
    # as with docker compose, a variable that is set in the terminal goes before the line in .env
    settings = {name: os.environ.get(name, value) for name, value in read_env_file(".env").items()}
    check_numbers({**os.environ, **settings})
    ports = {name: find_free_port(usual if usual_ports else None) for name, usual in (
        ("MONGO_PORT", 27017), ("KAFKA_PORT", 9092), ("MYSQL_PORT", 3306),
        ("API_PORT", int(settings["QUERY_API_PORT"])), ("DASHBOARD_PORT", int(settings["DASHBOARD_PORT"])))}
    return {
        **settings,
        **NO_TLS,
        **ports,
        "DATA": data,
        "LOG": log,
        "CONTROLLER_PORT": find_free_port(),
        "MONGOD": MONGOD,
        "MYSQLD": shlex.join(mysqld_command()),
        "MONGO_URI": f"mongodb://127.0.0.1:{ports['MONGO_PORT']}/",
        "KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{ports['KAFKA_PORT']}",
        "MYSQL_HOST": "127.0.0.1",
        "MYSQL_USER": settings["MYSQL_LOADER_USER"],
        "MYSQL_PASSWORD": settings["MYSQL_LOADER_PASSWORD"],
        "QUERY_API_URL": f"http://127.0.0.1:{ports['API_PORT']}",
    }
