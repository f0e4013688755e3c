"""
Compose - what docker-compose.yml and .env must agree on with each other and with the code, without docker

tests/system/compose_check.py does the round with docker, for real.
"""
import re
from pathlib import Path
import yaml
from local.server_files import MYSQL_USERS

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(TEXT)["services"]
ENV = dict(line.split("=", 1) for line in (ROOT / ".env").read_text().split())
OUR_OWN = ("extractor", "loader", "query_api", "dashboard", "reconcile", "tests")
# variables of the code that need no value here, for their default fits
OPTIONAL = {
    "KAFKA_SECURITY_PROTOCOL", "KAFKA_SASL_MECHANISM", "KAFKA_USERNAME", "KAFKA_PASSWORD", "KAFKA_CA_FILE",
    "KAFKA_MAX_MESSAGE_BYTES", "MYSQL_CA_FILE", "MYSQL_PORT", "EXTRACTOR_NAME", "LOADER_NAME",
}
SECRETS = {
    "extractor": {"MONGO_PASSWORD", "BATCH_KEY"}, "loader": {"MYSQL_LOADER_PASSWORD", "BATCH_KEY"},
    "query_api": {"MYSQL_API_PASSWORD", "MONGO_READER_PASSWORD"}, "dashboard": set(),
    "reconcile": {"MONGO_PASSWORD", "MYSQL_API_PASSWORD", "BATCH_KEY"},
    "tests": {"MONGO_PASSWORD", "MYSQL_LOADER_PASSWORD", "MYSQL_API_PASSWORD", "BATCH_KEY"},
}


def test_variables():
    run_md = (ROOT / "RUN.md").read_text(encoding="utf-8")
    for name in OUR_OWN[:-1]:
        given = set(SERVICES[name]["environment"])
        code = "".join(path.read_text() for path in (ROOT / name).rglob("*.py"))
        read = set(re.findall(r'os\.environ\.get\("(\w+)"', code))
        assert given <= read and read - given <= OPTIONAL, name
        assert [variable for variable in read if f"`{variable}`" not in run_md] == []
    assert set(re.findall(r"(?<!\$)\$\{(\w+)\}", TEXT)) == set(ENV)


def test_passwords():
    for name, value in ENV.items():
        if name.endswith(("PASSWORD", "KEY")):
            assert value not in TEXT, f"{name} is written out"
            assert re.fullmatch("[A-Za-z0-9]+", value), f"{name} must be letters and digits: one is part of a uri"
    for name, service in SERVICES.items():
        # $$ is the container's own variable: what docker inspect shows of a check has no password
        assert not re.search(r"\$\{\w+(PASSWORD|KEY)\}", str(service.get("healthcheck"))), name
    for name in OUR_OWN:
        assert set(re.findall(r"\$\{(\w+(?:PASSWORD|KEY))\}", str(SERVICES[name]))) == SECRETS[name]
    assert "/dev/null:/app/.env:ro" in SERVICES["tests"]["volumes"]


def test_warnings():
    """Each service that runs all the time names the secrets of the repository that it has."""
    for name, file in (("extractor", "main"), ("loader", "worker"), ("query_api", "main")):
        code = (ROOT / name / f"{file}.py").read_text()
        assert [secret for secret in SECRETS[name] if ENV[secret] not in code or secret not in code] == []


def test_rights():
    for name in OUR_OWN:
        service = SERVICES[name]
        assert "\nUSER 10001\n" in (ROOT / name / "Dockerfile").read_text()
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    # test_permissions.py shows what these users may and may not do without docker
    grants = re.findall("GRANT .*", yaml.safe_load(TEXT)["configs"]["mysql_users"]["content"])
    assert [grant.replace("$", "") for grant in grants] == re.findall("GRANT .*", MYSQL_USERS) != []
    assert [name for name in SERVICES if SERVICES[name]["networks"] != ["app-network"]] == ["query_api", "dashboard"]
    assert SERVICES["dashboard"]["networks"] == ["page-network"]
    assert [name for name, service in SERVICES.items() if "mem_limit" not in service] == []
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:${QUERY_API_PORT}:8000", "127.0.0.1:${DASHBOARD_PORT}:8501"]
