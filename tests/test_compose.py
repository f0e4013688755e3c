"""
Compose file - docker-compose.yml is held against what the project promises, without docker

FLOW:
    1 images are official and have full tags
    2 ports that are open: only those of the api and the dashboard, and only to this machine
    3 services have least privilege
    4 passwords that each service knows: its own only
    5 users may do what they need, and no more
    6 each container is asked a real question for its health, and they start in order
    7 volumes keep the data, and the services stop cleanly
    8 variables that the code reads are given, and no others
    9 a file shows that extractor and loader are alive, which have no port: try extractor.alive and loader.alive

LIBRARIES:
    PyYAML: reads a yaml file into dicts and lists
    re (comes with Python): looks for patterns in text
    subprocess (comes with Python): runs a program as docker would and reads what it prints
    tempfile (comes with Python): makes a folder that vanishes after its use
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
import yaml
import extractor.alive
import loader.alive

ROOT = Path(__file__).parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
ENV = dict(line.split("=", 1) for line in (ROOT / ".env").read_text().splitlines() if "=" in line and not line.startswith("#"))
SERVERS = ["mongo", "kafka", "mysql"]
SERVICES = ["extractor", "loader", "query_api", "dashboard"]
# where the servers really write
VOLUMES = {"mongo": ["mongo_data:/data/db"], "kafka": ["kafka_data:/var/lib/kafka/data"], "mysql": ["mysql_data:/var/lib/mysql"]}
# variables of the code that need no value here: they stand in run.md, for servers of one's own and for tests
OPTIONAL = {"KAFKA_MORE_SETTINGS", "MYSQL_MORE_SETTINGS"}


def services(names):
    return {name: COMPOSE["services"][name] for name in names}


def secrets_in(text):
    return {name for name in ENV if name.endswith("PASSWORD") and "${" + name + "}" in text}


def test_images_are_official_and_have_full_tags():
    tags = {name: service["image"] for name, service in services(SERVERS).items()}
    print("1 images are", *tags.values())
    assert tags == {"mongo": "mongo:8.0.29", "kafka": "apache/kafka:4.3.0", "mysql": "mysql:9.7.2"}
    for name, service in services(SERVICES).items():
        assert service["build"] == {"context": ".", "dockerfile": f"{name}/Dockerfile"}
        lines = (ROOT / name / "Dockerfile").read_text().splitlines()
        assert lines[0] == "FROM python:3.12-slim"
        # the packages come before the code: a change in code does not install them again
        assert lines.index("RUN pip install --no-cache-dir -r requirements.txt") < lines.index(f"COPY {name}/ ./{name}/")


def test_only_api_and_dashboard_are_open_and_only_to_this_machine():
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    print("2 ports that are open:", ports)
    assert ports == {"query_api": ["127.0.0.1:${QUERY_API_PORT}:8000"], "dashboard": ["127.0.0.1:${DASHBOARD_PORT}:8501"]}
    for service in COMPOSE["services"].values():
        assert service["networks"] == ["app-network"]
        assert "network_mode" not in service and "privileged" not in service


def test_services_have_least_privilege():
    print("3 services have least privilege")
    for name, service in services(SERVICES + ["reconcile"]).items():
        folder = "local" if name == "reconcile" else name
        user = re.findall(r"(?m)^USER (.*)$", (ROOT / folder / "Dockerfile").read_text())
        print(" ", name, "user", user[-1], "read only", service["read_only"], service["cap_drop"], service["security_opt"])
        assert user == ["10001"] and "user" not in service
        assert service["read_only"] is True
        assert service["tmpfs"] == "/tmp"
        assert service["cap_drop"] == ["ALL"] and "cap_add" not in service
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "command" not in service and "volumes" not in service


def test_each_service_knows_its_own_password_only():
    known = {name: secrets_in(str(service)) for name, service in COMPOSE["services"].items()}
    print("4 passwords that each service knows:", *[f"{name} {len(names)}" for name, names in known.items()])
    assert known == {
        "mongo": {"MONGO_ROOT_PASSWORD", "MONGO_PASSWORD"}, "kafka": set(), "mysql": {"MYSQL_ROOT_PASSWORD", "MYSQL_API_PASSWORD"},
        "extractor": {"MONGO_PASSWORD"}, "loader": {"MYSQL_LOADER_PASSWORD"}, "query_api": {"MYSQL_API_PASSWORD"}, "dashboard": set(),
        "reconcile": {"MONGO_PASSWORD", "MYSQL_API_PASSWORD"},
    }
    assert COMPOSE["services"]["mysql"]["environment"]["MYSQL_ROOT_HOST"] == "localhost"
    text = (ROOT / "docker-compose.yml").read_text()
    for name, value in ENV.items():
        if name.endswith("PASSWORD"):
            assert value not in text, f"{name} is written out"
            assert re.fullmatch("[A-Za-z0-9]+", value), f"{name} must be letters and digits: one stands in a uri"


def test_users_may_do_what_they_need():
    sql = COMPOSE["configs"]["mysql_users"]["content"]
    grants = re.findall(r"GRANT (.*) ON (.*) TO '(.*)'@'%';", sql)
    print("5 users may", *[" ON ".join(grant[:2]) for grant in grants], sep="\n  ")
    assert sql.startswith("SET NAMES utf8mb4;")
    assert grants == [("SELECT, INSERT, UPDATE, DELETE", "${MYSQL_DATABASE}.*", "${MYSQL_LOADER_USER}"),
                      ("SELECT", "${MYSQL_DATABASE}.*", "${MYSQL_API_USER}")]
    assert re.findall(r"roles: (\[.*\])", COMPOSE["configs"]["mongo_user"]["content"]) == ['[{role: "readWrite", db: "${MONGO_DB}"}]']
    files = [config["target"] for config in COMPOSE["services"]["mysql"]["configs"]]
    assert files == sorted(files) and COMPOSE["services"]["mysql"]["configs"][0]["source"] == "mysql_tables"


def test_each_is_asked_a_real_question_and_starts_in_order():
    questions = {"mongo": "db.orders.", "kafka": "kafka-topics.sh", "mysql": "FROM orders",
                 "extractor": "extractor.alive", "loader": "loader.alive", "query_api": "/health/mysql",
                 "dashboard": "dashboard/alive.py"}
    waits = {"extractor": {"mongo", "kafka"}, "loader": {"kafka", "mysql", "extractor"}, "query_api": {"mysql"},
             "dashboard": {"query_api"}}
    print("6 each container is asked a real question")
    for name, service in services(SERVERS + SERVICES).items():
        check = service["healthcheck"]
        print(" ", name, "is asked", check["test"] if isinstance(check["test"], str) else " ".join(check["test"][1:]))
        assert questions[name] in str(check["test"])
        # $$ is the container's own variable: the password does not stand in the check, which docker inspect shows
        assert not secrets_in(str(check))
        assert {"interval", "timeout", "retries", "start_period"} <= set(check)
        assert service["restart"] == "unless-stopped"
        assert service["logging"] == {"driver": "local"}
        assert set(service.get("depends_on", {})) == waits.get(name, set())
        assert all(condition == {"condition": "service_healthy"} for condition in service.get("depends_on", {}).values())


def test_data_is_kept_and_services_stop_cleanly():
    for name, service in services(SERVERS).items():
        assert service["volumes"] == VOLUMES[name]
    assert set(COMPOSE["volumes"]) == {volume.split(":")[0] for volumes in VOLUMES.values() for volume in volumes}
    for service in services(SERVICES).values():
        # python as a container's first process ignores docker's usual sigterm
        assert service["stop_signal"] == "SIGINT"
    # more than one loader may run: docker gives the names
    assert "container_name" not in str(COMPOSE)
    print("7 volumes keep the data:", *sorted(COMPOSE["volumes"]))


def variables_in(folder):
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        names |= set(re.findall(r'os\.environ\.get\("(\w+)"', path.read_text()))
    return names


def test_variables_are_known_and_given():
    print("8 variables that the code reads")
    for name, service in services(SERVICES).items():
        given = set(service["environment"])
        print(" ", name, *sorted(given))
        assert given == variables_in(name) - OPTIONAL
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)\}", (ROOT / "docker-compose.yml").read_text()))
    assert asked == set(ENV)


def probe(service, path, seconds_old):
    if seconds_old is not None:
        Path(path).touch()
        os.utime(path, (os.stat(path).st_mtime - seconds_old, os.stat(path).st_mtime - seconds_old))
    environment = dict(os.environ, ALIVE_FILE=path, EXTRACT_INTERVAL_SECONDS="10")
    ended = subprocess.run([sys.executable, "-m", f"{service}.alive"], cwd=ROOT, env=environment, capture_output=True, text=True)
    return ended.returncode, ended.stderr.strip()


def test_a_stuck_service_shows():
    # without docker nothing is written
    assert extractor.alive.ALIVE_FILE == loader.alive.ALIVE_FILE == ""
    extractor.alive.show_alive()
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/alive"
        answers = [probe("extractor", path, None), probe("extractor", path, 65), probe("extractor", path, 75),
                   probe("loader", path, 55), probe("loader", path, 65)]
        loader.alive.ALIVE_FILE = path
        loader.alive.show_alive()
        answers.append(probe("loader", path, 0))
        loader.alive.ALIVE_FILE = ""
    print("9 a file shows that extractor and loader are alive: its exit code, and what it says", *answers, sep="\n  ")
    assert answers == [
        (1, "no page and no run was finished since the start"), (0, ""),
        (1, "no page and no run was finished for 75 seconds, 70 are allowed"), (0, ""),
        (1, "no commit and no empty poll for 65 seconds, 60 are allowed"), (0, ""),
    ]


if __name__ == "__main__":
    test_images_are_official_and_have_full_tags()
    test_only_api_and_dashboard_are_open_and_only_to_this_machine()
    test_services_have_least_privilege()
    test_each_service_knows_its_own_password_only()
    test_users_may_do_what_they_need()
    test_each_is_asked_a_real_question_and_starts_in_order()
    test_data_is_kept_and_services_stop_cleanly()
    test_variables_are_known_and_given()
    test_a_stuck_service_shows()
