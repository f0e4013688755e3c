"""
Compose - docker-compose.yml is held against what the project promises, without docker

tests/system/compose_check.py does the round with docker, for real.

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
# where the servers really write
VOLUMES = {
    "mongo": "mongo_data:/data/db", "kafka": "kafka_data:/var/lib/kafka/data", "mysql": "mysql_data:/var/lib/mysql",
}
# what each waits for
SERVICES = {
    "extractor": {"mongo", "kafka"}, "loader": {"mysql", "extractor"}, "query_api": {"mysql"},
    "dashboard": {"query_api"},
}
OUR_OWN = [*SERVICES, "reconcile", "tests"]
# variables of the code that need no value here, for their default fits
OPTIONAL = {"KAFKA_MORE_SETTINGS", "MYSQL_MORE_SETTINGS", "MYSQL_PORT", "EXTRACTOR_NAME"}
SECRETS = {
    "mongo": {"MONGO_ROOT_PASSWORD"}, "kafka": set(),
    "mysql": {"MYSQL_ROOT_PASSWORD", "MYSQL_API_PASSWORD"},
    "extractor": {"MONGO_PASSWORD", "BATCH_KEY"}, "loader": {"MYSQL_LOADER_PASSWORD", "BATCH_KEY"},
    "query_api": {"MYSQL_API_PASSWORD", "MONGO_READER_PASSWORD"}, "dashboard": set(),
    "reconcile": {"MONGO_PASSWORD", "MYSQL_API_PASSWORD", "BATCH_KEY"},
    "tests": {"MONGO_PASSWORD", "MYSQL_LOADER_PASSWORD", "MYSQL_API_PASSWORD", "BATCH_KEY"},
}
RIGHTS = "SELECT, INSERT, UPDATE, DELETE"


def secrets_in(text):
    return {name for name in ENV if name.endswith(("PASSWORD", "KEY")) and "${" + name + "}" in text}


def test_images_and_ports():
    for name, service in COMPOSE["services"].items():
        if name in VOLUMES:
            assert re.search(r":\d+\.\d+\.\d+$", service["image"]), name
        else:
            assert service["build"] == {"context": ".", "dockerfile": f"{name}/Dockerfile"}
        assert service["networks"] == ["app-network"] and "network_mode" not in service
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert ports == {
        "query_api": ["127.0.0.1:${QUERY_API_PORT}:8000"], "dashboard": ["127.0.0.1:${DASHBOARD_PORT}:8501"],
    }


def test_least_privilege():
    for name in OUR_OWN:
        service = COMPOSE["services"][name]
        assert re.findall(r"(?m)^USER (.*)$", (ROOT / name / "Dockerfile").read_text()) == ["10001"]
        assert service["read_only"] is True and service["tmpfs"] == "/tmp"
        assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]
        assert not {"user", "cap_add", "command", "privileged"}.intersection(service)
    assert COMPOSE["services"]["tests"]["volumes"] == [".:/app:ro", "/dev/null:/app/.env:ro"]
    assert COMPOSE["services"]["mysql"]["environment"]["MYSQL_ROOT_HOST"] == "localhost"
    assert {name: secrets_in(str(service)) for name, service in COMPOSE["services"].items()} == SECRETS
    for name, value in ENV.items():
        if name.endswith(("PASSWORD", "KEY")):
            assert value not in TEXT, f"{name} is written out"
            assert re.fullmatch("[A-Za-z0-9]+", value), f"{name} must be letters and digits: one is part of a uri"


def test_users():
    sql = COMPOSE["configs"]["mysql_users"]["content"]
    # without it the client reads the file as latin1
    assert sql.startswith("SET NAMES utf8mb4;")
    assert re.findall(r"GRANT (.*) ON (.*) TO '(.*)'@'%';", sql) == [
        (RIGHTS, "${MYSQL_DATABASE}.*", "${MYSQL_LOADER_USER}"), (RIGHTS, "shop_test.*", "${MYSQL_LOADER_USER}"),
        ("SELECT", "${MYSQL_DATABASE}.*", "${MYSQL_API_USER}"), ("SELECT", "shop_test.*", "${MYSQL_API_USER}"),
    ]
    roles = re.findall(r'\{role: "(\w+)", db: "(.*?)"\}', COMPOSE["configs"]["mongo_users"]["content"])
    assert roles == [
        ("readWrite", "${MONGO_DB}"), ("readWrite", "shop_test"), ("skipValidator", "admin"),
        ("read", "${MONGO_DB}"), ("read", "shop_test"),
    ]


def test_health_order_and_data():
    for name in [*VOLUMES, *SERVICES]:
        service = COMPOSE["services"][name]
        # $$ is the container's own variable: the password is not in the check, which docker inspect shows
        assert service["healthcheck"]["test"] and not secrets_in(str(service["healthcheck"]))
        assert service["restart"] == "unless-stopped" and service["logging"] == {"driver": "local"}
        waits = service.get("depends_on", {})
        assert set(waits) == SERVICES.get(name, set())
        assert all(condition == {"condition": "service_healthy"} for condition in waits.values())
        if name in VOLUMES:
            assert service["volumes"] == [VOLUMES[name]]
        else:
            # python as a container's first process ignores docker's usual sigterm
            assert service["stop_signal"] == "SIGINT"
    # more than one loader may run: docker gives the names
    assert "container_name" not in TEXT


def test_variables():
    run_md = (ROOT / "RUN.md").read_text(encoding="utf-8")
    for name in [*SERVICES, "reconcile"]:
        given = set(COMPOSE["services"][name]["environment"])
        code = "".join(path.read_text() for path in (ROOT / name).rglob("*.py"))
        read = set(re.findall(r'os\.environ\.get\("(\w+)"', code))
        assert given <= read and read - given <= OPTIONAL, name
        assert [variable for variable in read if f"`{variable}`" not in run_md] == []
    assert set(re.findall(r"(?<!\$)\$\{(\w+)\}", TEXT)) == set(ENV)
