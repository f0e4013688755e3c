"""
The smoke steps of compose_check.py: start, seed, what is refused, work by hand, logs, other passwords.
Each step is a function that raises AssertionError where something is not as it should be, and returns what it saw.
"""
import json
import re
import time
import urllib.request

from compose.permissions import API_MAY_NOT, ASK_CONTAINER, ASK_MONGODB, ASK_MYSQL, LOADER_MAY_NOT
from compose.project import (SERVICES, all_healthy, compose, containers, name_of, run_python, settings, state_of,
                             wait_until, write_env_file)

# what reconcile must count none of
NONE_OF = ("in Kafka", "new", "SENDING", "missing", "different", "only in MySQL",
           "customers different", "products different")


def up(*words):
    write_env_file()
    compose("up", "--build", "--wait", *words)
    assert all_healthy(), [(name_of(container), state_of(container)) for container in containers([])]
    return f"{len(containers([]))} containers are healthy"


def up_for_the_first_time():
    compose("down", "-v", "--remove-orphans")
    seen = up()
    restarts = sum(container["RestartCount"] for container in containers([]))
    assert restarts == 0, f"{restarts} restarts"
    return f"{seen}, 0 restarts"


def seed(*words):
    return compose("exec", "-T", "extractor", "python", "-m", "extractor.seed_orders", *words).strip()


def wait_for_all_orders(seconds=120):
    """Asks reconcile, in its container, until nothing is new, in flight, missing or different."""
    end = time.monotonic() + seconds
    while True:
        answer = compose("run", "--build", "--rm", "-T", "reconcile", check=False)
        counts = {label: int(count) for label, count in re.findall(r"(?m)^([\w ]+): (\d+)", answer)}
        if all(counts.get(label) == 0 for label in NONE_OF):
            return (f"reconcile: {counts['SENT']} sent, {counts['REJECTED']} rejected, "
                    f"{counts['orders in MySQL']} in MySQL, none missing or different")
        assert time.monotonic() < end, answer
        time.sleep(1)


def seed_and_wait():
    return seed() + "; " + wait_for_all_orders()


def ask_the_api():
    address = compose("port", "query_api", "8000").strip()
    assert address.startswith("127.0.0.1:"), address
    with urllib.request.urlopen(f"http://{address}/api/reports/orders-by-status", timeout=10) as answer:
        return answer.read().decode()


def ask_the_dashboard():
    address = compose("port", "dashboard", "8501").strip()
    assert address.startswith("127.0.0.1:"), address
    # what stands on the page is looked at by tests/system/test_dashboard_browser.py, in a browser
    with urllib.request.urlopen(f"http://{address}/", timeout=10) as answer:
        page = answer.read().decode()
    assert "streamlit" in page.lower(), page
    return f"a page of {len(page)} bytes"


def ask_for_what_is_refused():
    answers = {"extractor": run_python("extractor", ASK_MONGODB),
               "loader": run_python("loader", ASK_MYSQL, settings["MYSQL_ROOT_PASSWORD"], *LOADER_MAY_NOT),
               "query_api": run_python("query_api", ASK_MONGODB, "reader")
                            + run_python("query_api", ASK_MYSQL, settings["MYSQL_ROOT_PASSWORD"], *API_MAY_NOT),
               # it knows no server and no password
               "dashboard": ""}
    for service in SERVICES:
        answers[service] += run_python(service, ASK_CONTAINER)
    lines = [f"      {service}: {line}" for service in SERVICES for line in answers[service].splitlines()]
    assert "DONE" not in "".join(answers.values()), "\n".join(lines)
    for container in containers(SERVICES):
        for secret in ("MONGO_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD"):
            assert settings[secret] not in json.dumps(container), f"{name_of(container)} knows {secret}"
    published = [name_of(container) for container in containers([])
                 if any(container["NetworkSettings"]["Ports"].values())]
    assert sorted(published) == ["dashboard-1", "query_api-1"], published
    return f"{len(lines)} tries refused, no service knows root's password, two ports open\n" + "\n".join(lines)


def do_steps_by_hand():
    seen = [seed("--more", "25")]
    for command in ("extractor.extract", "extractor.list_rejected", "extractor.resend --rejected"):
        lines = compose("exec", "-T", "extractor", "python", "-m", *command.split()).splitlines()
        seen.append(lines[-1])
    seen.append(wait_for_all_orders())
    return "; ".join(seen)


def read_logs():
    logs = compose("logs", "--no-color")
    for name, value in settings.items():
        assert not (name.endswith(("PASSWORD", "KEY")) and value in logs), f"{name} is on the log"
    lines = [line for line in logs.splitlines() if re.match(r"(extractor|loader)-\d+ +\| .*batch", line)]
    assert lines
    return f"{len(logs.splitlines())} lines, {len(lines)} of them batches, no password; the last:\n      {lines[-1]}"


def start_with_other_passwords():
    compose("down", "-v")
    for name in settings:
        if name.endswith(("PASSWORD", "KEY")):
            settings[name] = "other" + settings[name]
    seen = up()
    seed()
    return f"{seen}; {wait_for_all_orders()}"


def become_healthy_again(seconds):
    started = time.monotonic()
    assert wait_until(all_healthy, seconds), [(name_of(container), state_of(container)) for container in containers([])]
    return f"healthy again after {time.monotonic() - started:.0f} s"
