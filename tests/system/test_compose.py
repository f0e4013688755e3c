"""
Compose - docker-compose.yml is held against what the project promises, without docker

tests/system/compose_check.py does the whole round with docker, for real.

FLOW:
    1 images are official and have full tags; packages come before the code
    2 open ports: only those of the api and the dashboard, and only to this machine
    3 least privilege of the services, and each knows its own passwords only
    4 users may do what they need, and no more
    5 each container is asked a real question for its health, they start in order, stop cleanly and keep their data
    6 variables that the code reads are given, and no others

LIBRARIES:
    PyYAML: reads a yaml file into dicts and lists
    re (comes with Python): looks for patterns in text
"""
import re
from pathlib import Path
import yaml

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
ENV = dict(line.split("=", 1) for line in (ROOT / ".env").read_text().split())
SERVERS = {"mongo": "mongo:8.0.29", "kafka": "apache/kafka:4.3.0", "mysql": "mysql:9.7.2"}
# where the servers really write
VOLUMES = {
    "mongo": "mongo_data:/data/db", "kafka": "kafka_data:/var/lib/kafka/data", "mysql": "mysql_data:/var/lib/mysql",
}
SERVICES = ["extractor", "loader", "query_api", "dashboard"]
# variables of the code that need no value here, for their default fits
OPTIONAL = {"KAFKA_MORE_SETTINGS", "MYSQL_MORE_SETTINGS", "MYSQL_PORT", "EXTRACTOR_NAME"}
SECRETS = {
    "mongo": {"MONGO_ROOT_PASSWORD", "MONGO_READER_PASSWORD"}, "kafka": set(),
    "mysql": {"MYSQL_ROOT_PASSWORD", "MYSQL_API_PASSWORD"},
    "extractor": {"MONGO_PASSWORD", "BATCH_KEY"}, "loader": {"MYSQL_LOADER_PASSWORD", "BATCH_KEY"},
    "query_api": {"MYSQL_API_PASSWORD", "MONGO_READER_PASSWORD"}, "dashboard": set(),
    "reconcile": {"MONGO_PASSWORD", "MYSQL_API_PASSWORD"},
    "tests": {"MONGO_PASSWORD", "MYSQL_LOADER_PASSWORD", "MYSQL_API_PASSWORD", "BATCH_KEY"},
}
QUESTIONS = {
    "mongo": "db.orders.", "kafka": "/dev/tcp/kafka/9092", "mysql": "FROM orders", "extractor": "extractor.heartbeat",
    "loader": "loader.heartbeat", "query_api": "/health/mysql", "dashboard": "dashboard/health.py",
}
WAITS = {
    "extractor": {"mongo", "kafka"}, "loader": {"mysql", "extractor"}, "query_api": {"mysql"},
    "dashboard": {"query_api"},
}
RIGHTS = "SELECT, INSERT, UPDATE, DELETE"


def secrets_in(text):
    return {name for name in ENV if name.endswith(("PASSWORD", "KEY")) and "${" + name + "}" in text}


def test_images():
    print("1 images are", *SERVERS.values())
    assert {name: COMPOSE["services"][name]["image"] for name in SERVERS} == SERVERS
    for name in [*SERVICES, "reconcile"]:
        assert COMPOSE["services"][name]["build"] == {"context": ".", "dockerfile": f"{name}/Dockerfile"}
        lines = (ROOT / name / "Dockerfile").read_text().splitlines()
        assert lines[0] == "FROM python:3.12-slim"
        packages = lines.index("RUN pip install --no-cache-dir -r requirements.txt")
        assert packages < lines.index(f"COPY {name}/ ./{name}/")


def test_ports():
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    print("2 open ports:", ports)
    assert ports == {
        "query_api": ["127.0.0.1:${QUERY_API_PORT}:8000"], "dashboard": ["127.0.0.1:${DASHBOARD_PORT}:8501"],
    }
    for service in COMPOSE["services"].values():
        assert service["networks"] == ["app-network"]
        assert "network_mode" not in service and "privileged" not in service


def test_least_privilege():
    print("3 least privilege")
    for name in [*SERVICES, "reconcile", "tests"]:
        service = COMPOSE["services"][name]
        assert re.findall(r"(?m)^USER (.*)$", (ROOT / name / "Dockerfile").read_text()) == ["10001"]
        assert service["read_only"] is True and service["tmpfs"] == "/tmp"
        assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]
        assert not {"user", "cap_add", "command"}.intersection(service)
    assert COMPOSE["services"]["tests"]["volumes"] == [".:/app:ro", "/dev/null:/app/.env:ro"]
    assert {name: secrets_in(str(service)) for name, service in COMPOSE["services"].items()} == SECRETS
    assert COMPOSE["services"]["mysql"]["environment"]["MYSQL_ROOT_HOST"] == "localhost"
    for name, value in ENV.items():
        if name.endswith(("PASSWORD", "KEY")):
            assert value not in TEXT, f"{name} is written out"
            assert re.fullmatch("[A-Za-z0-9]+", value), f"{name} must be letters and digits: one is part of a uri"


def test_users():
    sql = COMPOSE["configs"]["mysql_users"]["content"]
    grants = re.findall(r"GRANT (.*) ON (.*) TO '(.*)'@'%';", sql)
    print("4 users may", *grants, sep="\n  ")
    assert sql.startswith("SET NAMES utf8mb4;")
    assert grants == [
        (RIGHTS, "${MYSQL_DATABASE}.*", "${MYSQL_LOADER_USER}"), (RIGHTS, "shop_test.*", "${MYSQL_LOADER_USER}"),
        ("SELECT", "${MYSQL_DATABASE}.*", "${MYSQL_API_USER}"), ("SELECT", "shop_test.*", "${MYSQL_API_USER}"),
    ]
    roles = re.findall(r'\{role: "(\w+)", db: "(.*?)"\}', COMPOSE["configs"]["mongo_users"]["content"])
    assert roles == [
        ("readWrite", "${MONGO_DB}"), ("readWrite", "shop_test"), ("skipValidator", "admin"),
        ("read", "${MONGO_DB}"), ("read", "shop_test"),
    ]
    files = [config["target"] for config in COMPOSE["services"]["mysql"]["configs"]]
    assert files == sorted(files) and COMPOSE["services"]["mysql"]["configs"][0]["source"] == "mysql_tables"


def test_health_order_and_data():
    print("5 each container is asked a real question")
    for name in [*SERVERS, *SERVICES]:
        service = COMPOSE["services"][name]
        check = service["healthcheck"]
        print("  ", name, check["test"])
        assert QUESTIONS[name] in str(check["test"])
        # $$ is the container's own variable: the password is not in the check, which docker inspect shows
        assert not secrets_in(str(check))
        assert {"interval", "timeout", "retries", "start_period"} <= set(check)
        assert service["restart"] == "unless-stopped"
        assert service["logging"] == {"driver": "local"}
        waits = service.get("depends_on", {})
        assert set(waits) == WAITS.get(name, set())
        assert all(condition == {"condition": "service_healthy"} for condition in waits.values())
        if name in VOLUMES:
            assert service["volumes"] == [VOLUMES[name]]
        else:
            # python as a container's first process ignores docker's usual sigterm
            assert service["stop_signal"] == "SIGINT"
    # more than one loader may run: docker gives the names
    assert "container_name" not in TEXT


def variables_in(folder):
    texts = [path.read_text() for path in (ROOT / folder).rglob("*.py")]
    return {name for text in texts for name in re.findall(r'os\.environ\.get\("(\w+)"', text)}


def test_variables():
    print("6 variables that the code reads")
    for name in [*SERVICES, "reconcile"]:
        given = set(COMPOSE["services"][name]["environment"])
        print("  ", name, *sorted(given))
        assert given - variables_in(name) == set()
        assert variables_in(name) - given <= OPTIONAL
    assert set(re.findall(r"(?<!\$)\$\{(\w+)\}", TEXT)) == set(ENV)
