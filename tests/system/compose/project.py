"""
Runs docker for compose_check.py: a compose project of its own, with its own volumes, ports and copy of .env,
so that a person's running installation is not touched.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = "shopetl-check"
SERVERS = ["mongo", "kafka", "mysql"]
SERVICES = ["extractor", "loader", "query_api", "dashboard"]
ENV_FILE = tempfile.NamedTemporaryFile("w", prefix="shopetl-check-", suffix=".env")
ROOT = Path(__file__).parent.parent.parent.parent
settings = dict(line.split("=", 1) for line in (ROOT / ".env").read_text().split())


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


settings["QUERY_API_PORT"] = free_port()
settings["DASHBOARD_PORT"] = free_port()
settings["EXTRACT_INTERVAL_SECONDS"] = "2"


def write_env_file():
    ENV_FILE.seek(0)
    ENV_FILE.truncate()
    for name, value in settings.items():
        ENV_FILE.write(f"{name}={value}\n")
    ENV_FILE.flush()


def run(command, check=True, seconds=600):
    """Runs a command and returns (exit code, everything it printed); stops the whole check where it may not fail."""
    # a variable of the terminal would go before the file's
    environment = {name: value for name, value in os.environ.items() if name not in settings}
    ended = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, timeout=seconds)
    if check and ended.returncode != 0:
        raise RuntimeError(f"{' '.join(command)[:300]} ended with {ended.returncode}:\n{ended.stdout[-3000:]}")
    return ended.returncode, ended.stdout


def compose(*words, check=True):
    return run(["docker", "compose", "-p", PROJECT, "--env-file", ENV_FILE.name, *words], check)[1]


def run_python(service, code, *words):
    """Runs lines of python in a service's container, with its own variables; returns what they print."""
    return compose("exec", "-T", service, "python", "-c", code, *words)


def containers(services):
    """Returns what docker knows about the containers of these services, as a list of dicts."""
    ids = compose("ps", "-a", "-q", *services).split()
    return json.loads(run(["docker", "inspect", *ids])[1])


def name_of(container):
    return container["Name"].removeprefix(f"/{PROJECT}-")


def state_of(container):
    return container["State"]["Health"]["Status"] if container["State"]["Running"] else container["State"]["Status"]


def signal_from_host(sign, services):
    """Sends a signal to the main process of each container, as the host's kernel does, not through docker."""
    pids = [str(container["State"]["Pid"]) for container in containers(services)]
    as_root = [] if os.getuid() == 0 else ["sudo"]
    run([*as_root, "kill", f"-{sign}", *pids])


def wait_until(question, seconds):
    """Asks again and again until the answer is true; returns whether it was within so many seconds."""
    end = time.monotonic() + seconds
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(1)
    return True


def all_healthy():
    return all(state_of(container) == "healthy" for container in containers([]))


def stop_where_docker_is_missing():
    try:
        run(["docker", "compose", "version"])
        run(["docker", "info"])
    except (FileNotFoundError, RuntimeError):
        sys.exit("no docker with docker compose answers here: see RUN.md for how to run without it")
