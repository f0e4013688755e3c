"""
Does a round with docker compose, for real, and prints a line a step with its seconds:

    python3 tests/system/compose_check.py

It needs docker with docker compose and nothing else. It works in a compose project of its own, with its own volumes,
free ports and other passwords than .env has, and removes it at the end; an installation that is running here is not
touched. The main processes are killed from the host: as root, or with sudo. The first step that fails ends it.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SERVERS = ["mongo", "kafka", "mysql"]
SERVICES = ["extractor", "loader", "query_api", "dashboard"]
ENV_FILE = tempfile.NamedTemporaryFile("w", prefix="shopetl-check-", suffix=".env")
settings = dict(line.split("=", 1) for line in (ROOT / ".env").read_text().split())
secrets = [name for name in settings if name.endswith(("PASSWORD", "KEY"))]
# how many good orders were put into mongodb
put = []


def write_env_file():
    for name in secrets:
        settings[name] = settings[name][::-1]
    for name in ("QUERY_API_PORT", "DASHBOARD_PORT"):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            settings[name] = str(listener.getsockname()[1])
    settings["EXTRACT_INTERVAL_SECONDS"] = "2"
    ENV_FILE.writelines(f"{name}={value}\n" for name, value in settings.items())
    ENV_FILE.flush()


def run(*command, check=True, text=None):
    """Runs a command and returns what it printed; a step fails where it may not fail and does."""
    # a variable of the terminal would go before the file's
    variables = {name: value for name, value in os.environ.items() if name not in settings}
    done = subprocess.run(command, cwd=ROOT, env=variables, input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0 or not check, f"{' '.join(command)}\n{done.stdout[-2000:]}"
    return done.stdout


def compose(*words, check=True, text=None):
    return run("docker", "compose", "-p", "shopetl-check", "--env-file", ENV_FILE.name, *words, check=check, text=text)


def containers(*services):
    """Returns what docker knows about the containers of these services, or of all, as a list of dicts."""
    return json.loads(run("docker", "inspect", *compose("ps", "-a", "-q", *services).split()))


def all_healthy():
    states = [container["State"] for container in containers()]
    return all(state["Running"] and state["Health"]["Status"] == "healthy" for state in states)


def wait_until(question):
    end = time.monotonic() + 180
    while not question():
        assert time.monotonic() < end, compose("ps", "-a") + compose("logs", "--tail", "20")
        time.sleep(1)


def put_orders(count, *words):
    compose("exec", "-T", "extractor", "python", "-m", "extractor.seed_orders", *words)
    put.append(count)


def wait_for_all_orders():
    """Asks reconcile, in its container, which waits until all is loaded; nothing may be wrong then."""
    answer = compose("run", "--build", "--rm", "-T", "reconcile")
    assert f"orders in MySQL: {sum(put):,}\nexit code 0: nothing is missing or different" in answer, answer[-2000:]
    return f"{sum(put)} orders in MySQL, reconcile finds nothing wrong"


def start():
    compose("up", "--build", "--wait")
    assert all_healthy()
    return f"{len(containers())} containers are healthy"


def put_samples():
    put_orders(288)
    return wait_for_all_orders()


def ask():
    for service, port, path in (("dashboard", "8501", ""), ("query_api", "8000", "api/reports/revenue-by-country")):
        address = compose("port", service, port).strip()
        answer = urllib.request.urlopen(f"http://{address}/{path}", timeout=10).read().decode()
    assert answer.startswith('[{"country":"Germany","revenue":"7608.9900","order_count":52}'), answer
    return answer[:80]


def show_demonstrations():
    return compose("run", "--build", "--rm", "-T", "tests").splitlines()[-1]


def ask_for_what_is_refused():
    code = (ROOT / "tests" / "system" / "refusals.py").read_text()
    seen = [compose("exec", "-T", service, "python", "-", text=code).strip() for service in SERVICES]
    users = compose("run", "--build", "--rm", "-T", "tests", "python", "-m", "pytest", "-q", "-p", "no:cacheprovider",
                    "tests/system/test_permissions.py")
    return "; ".join([*seen, "users of mysql: " + users.splitlines()[-1]])


def kill_each_in_turn():
    for service in SERVERS + SERVICES:
        put_orders(1000, "--more", "1000")
        before = containers(service)[0]
        run(*([] if os.getuid() == 0 else ["sudo"]), "kill", "-9", str(before["State"]["Pid"]))
        # docker restarts it
        wait_until(lambda: containers(service)[0]["RestartCount"] > before["RestartCount"] and all_healthy())
    return wait_for_all_orders()


def stop_and_start_more():
    put_orders(3000, "--more", "3000")
    started = time.monotonic()
    compose("stop", *SERVICES)
    seconds = time.monotonic() - started
    codes = [container["State"]["ExitCode"] for container in containers(*SERVICES)]
    assert codes == [0, 0, 0, 0] and seconds < 10, f"exit codes {codes} after {seconds:.1f} s"
    logs = compose("logs", "--no-color")
    assert [name for name in secrets if settings[name] in logs] == [] and "warning: " not in logs
    compose("down")
    compose("up", "--wait", "--scale", "extractor=2", "--scale", "loader=3")
    put_orders(3000, "--more", "3000")
    return f"stopped within {seconds:.1f} s, the data is kept; two extractors, three loaders: {wait_for_all_orders()}"


if subprocess.run("docker info && docker compose version", shell=True, capture_output=True).returncode != 0:
    sys.exit("no docker with docker compose answers here: see RUN.md for how to run without it")
write_env_file()
try:
    for step in (start, put_samples, ask, show_demonstrations, ask_for_what_is_refused, kill_each_in_turn,
                 stop_and_start_more):
        started = time.monotonic()
        print(f"{step.__name__}: {step()}, {time.monotonic() - started:.1f} s", flush=True)
finally:
    compose("down", "-v", "--remove-orphans", "--rmi", "local", check=False)
