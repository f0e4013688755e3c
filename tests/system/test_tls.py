"""
TLS - MongoDB, Kafka and MySQL with certificates and passwords: the right ones work end to end, wrong ones are refused

FLOW:
    1 make a certificate authority, a certificate of 127.0.0.1, and another authority that nobody trusts
    2 start MongoDB and Kafka with them, Kafka with SCRAM; MySQL takes its new certificate while it runs
    3 extractor, loader, reconcile and query api do their work through TLS
    4 a wrong password, a wrong authority, and no TLS at all: the process ends and says why; nothing is sent or loaded

LIBRARIES:
    openssl: a program that makes keys and certificates
"""
import os
import random
import subprocess
from pathlib import Path
import pymongo
import pytest
from confluent_kafka.admin import (
    AclBinding, AclOperation, AclPermissionType, AdminClient, ResourcePatternType, ResourceType)
from tests.support import environment, random_orders, row_locks, services, topic, verify
from tests.system import cluster_servers

FOLDER = Path(os.environ["DATA"], "tls").absolute()
# the tests' own tools come in by the plain listener, the services by the other one
KAFKA_WITH_TLS = """
listeners=SASL_SSL://127.0.0.1:{secure_port},PLAINTEXT://127.0.0.1:{KAFKA_PORT},CONTROLLER://127.0.0.1:{CONTROLLER_PORT}
advertised.listeners=SASL_SSL://127.0.0.1:{secure_port},PLAINTEXT://127.0.0.1:{KAFKA_PORT}
listener.security.protocol.map=SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location={server_pem}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"""
# the least that each may do in kafka, as run.md has it; who may read or write may describe too
RIGHTS = {
    "extractor": (("TOPIC", "CREATE"), ("TOPIC", "WRITE"), ("TOPIC", "DESCRIBE_CONFIGS")),
    "loader": (("TOPIC", "READ"), ("GROUP", "READ")),
    "query_api": (("TOPIC", "READ"), ("GROUP", "DESCRIBE")),
    "reconcile": (("TOPIC", "READ"), ("TOPIC", "WRITE"), ("GROUP", "DESCRIBE")),
}


def openssl(words):
    new_key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1"
    subprocess.run(["openssl", "req", "-x509", *new_key.split(), *words.split()], cwd=FOLDER, check=True,
                   stderr=subprocess.DEVNULL)


def make_certificates():
    FOLDER.mkdir(parents=True)
    openssl("-subj /CN=ours -keyout ca.key -out ca.pem")
    openssl("-subj /CN=theirs -keyout theirs.key -out theirs.pem")
    openssl("-subj /CN=shop -addext subjectAltName=IP:127.0.0.1 -CA ca.pem -CAkey ca.key "
            "-keyout server.key -out server.crt")
    key, certificate = (Path(FOLDER, f"server.{kind}").read_text() for kind in ("key", "crt"))
    Path(FOLDER, "server.pem").write_text(key + certificate)


def start_mongodb(port):
    """Returns a client of root when the user `shop` is made."""
    Path(FOLDER, "mongodb").mkdir()
    cluster_servers.start("mongodb_tls", [
        *cluster_servers.MONGOD, "--dbpath", f"{FOLDER}/mongodb", "--port", str(port), "--auth",
        "--tlsMode", "requireTLS", "--tlsCertificateKeyFile", f"{FOLDER}/server.pem",
        "--tlsCAFile", f"{FOLDER}/ca.pem", "--tlsAllowConnectionsWithoutCertificates"])
    options = {"host": "127.0.0.1", "port": port, "tls": True, "tlsCAFile": f"{FOLDER}/ca.pem"}
    pymongo.MongoClient(**options).admin.command("createUser", "root", pwd="rootpassword", roles=["root"])
    root = pymongo.MongoClient(**options, username="root", password="rootpassword")
    root.admin.command("createRole", "skipValidator", roles=[], privileges=[{
        "resource": {"db": environment.DATABASE, "collection": ""}, "actions": ["bypassDocumentValidation"]}])
    root[environment.DATABASE].command("createUser", "shop", pwd="mongopassword", roles=[
        "readWrite", {"role": "skipValidator", "db": "admin"}])
    return root


def start_kafka(port, secure_port):
    file = cluster_servers.write_properties(
        f"{FOLDER}/kafka", KAFKA_WITH_TLS, KAFKA_PORT=port, CONTROLLER_PORT=cluster_servers.free_port(),
        secure_port=secure_port, server_pem=f"{FOLDER}/server.pem")
    users = [word for name in RIGHTS
             for word in ("--add-scram", f"SCRAM-SHA-512=[name={name},password=kafkapassword]")]
    cluster_servers.format_kafka([file], *users)
    cluster_servers.start("kafka_tls", [*cluster_servers.JAVA, "kafka.Kafka", file])


def give_rights():
    """The topic and the group of this test have one name; topics of other names are forbidden."""
    name = os.environ["KAFKA_TOPIC_ORDERS"]
    rules = [
        AclBinding(ResourceType[kind], name, ResourcePatternType.LITERAL, f"User:{user}", "*", AclOperation[right],
                   AclPermissionType.ALLOW)
        for user, rights in RIGHTS.items() for kind, right in rights]
    for answer in environment.kafka_admin.create_acls(rules).values():
        answer.result()


def set_mysql_certificate(ca, certificate, key):
    root = row_locks.root_session()
    root.cursor().execute("SET GLOBAL ssl_ca = %s, GLOBAL ssl_cert = %s, GLOBAL ssl_key = %s", (ca, certificate, key))
    root.cursor().execute("ALTER INSTANCE RELOAD TLS")


@pytest.fixture
def secure(monkeypatch):
    """Starts the servers; hands out the variables of a service, its settings as dicts."""
    make_certificates()
    mongo_port, kafka_port, secure_port = (cluster_servers.free_port() for server in range(3))
    start_kafka(kafka_port, secure_port)
    root = start_mongodb(mongo_port)
    before = row_locks.root_rows("SELECT @@ssl_ca, @@ssl_cert, @@ssl_key")[0]
    set_mysql_certificate(*(f"{FOLDER}/{name}" for name in ("ca.pem", "server.crt", "server.key")))
    for statement in (
            "CREATE USER 'shop'@'%' IDENTIFIED BY 'mysqlpassword' REQUIRE SSL",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {environment.DATABASE}.* TO 'shop'@'%'"):
        row_locks.root_rows(statement)
    monkeypatch.setattr(environment, "orders", root[environment.DATABASE]["orders"])
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", f"127.0.0.1:{kafka_port}")
    monkeypatch.setattr(environment, "kafka_admin", AdminClient({
        "bootstrap.servers": f"127.0.0.1:{kafka_port}", "log_level": 0}))
    environment.ask_kafka(lambda: environment.kafka_admin.list_topics(timeout=10))
    yield {
        "MONGO_URI": f"mongodb://shop:mongopassword@127.0.0.1:{mongo_port}/?authSource={environment.DATABASE}"
                     f"&tls=true&tlsCAFile={FOLDER}/ca.pem",
        "KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{secure_port}",
        "KAFKA_SECURITY_PROTOCOL": "sasl_ssl", "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
        "KAFKA_PASSWORD": "kafkapassword", "KAFKA_CA_FILE": f"{FOLDER}/ca.pem",
        "MYSQL_USER": "shop", "MYSQL_PASSWORD": "mysqlpassword", "MYSQL_CA_FILE": f"{FOLDER}/ca.pem",
    }
    services.stop_all()
    row_locks.root_rows("DROP USER 'shop'@'%'")
    set_mysql_certificate(*before)
    row_locks.close_sessions()
    cluster_servers.stop_all()


def test_right_and_wrong_credentials(secure, tmp_path):
    services.new_shop()
    orders = []
    random_orders.put_orders(200, random.Random(1), orders)
    give_rights()
    assert services.run("extractor.extract", KAFKA_USERNAME="extractor", **secure) == 0
    loader = services.start("loader.worker", KAFKA_USERNAME="loader", **secure)
    topic.wait_until_loaded()
    assert services.stop(loader) == 0
    verify.verify_rows(orders)
    verify.show_stages()
    assert services.run("reconcile.main --mark-deleted", KAFKA_USERNAME="reconcile", **secure) == 0
    port = services.free_port()
    services.start_api(port, KAFKA_USERNAME="query_api", **secure)
    assert [services.get(port, f"/health/{server}")[0] for server in ("mongo", "mysql", "kafka")] == [200] * 3
    assert services.get(port, "/api/pipeline/status")[1]["batches_in_kafka"] == 0

    random_orders.put_orders(100, random.Random(2), orders)
    wrong, uri, theirs = [], secure["MONGO_URI"], f"{FOLDER}/theirs.pem"
    for module, changes, message in (
            ("extractor.extract", {"MONGO_URI": uri.replace("mongopassword", "wrong")}, "Authentication failed"),
            ("extractor.extract", {"MONGO_URI": uri.replace("ca.pem", "theirs.pem")}, "certificate verify failed"),
            ("extractor.extract", {"MONGO_URI": uri.split("&tls")[0]}, "connection closed"),
            ("extractor.extract", {"KAFKA_PASSWORD": "wrong"}, "SASL authentication error"),
            ("extractor.extract", {"KAFKA_CA_FILE": theirs}, "broker certificate could not be verified"),
            ("extractor.extract", {"KAFKA_TOPIC_ORDERS": "another"}, "TOPIC_AUTHORIZATION_FAILED"),
            ("extractor.extract", {"KAFKA_SECURITY_PROTOCOL": "plaintext"}, "Disconnected"),
            ("loader.worker", {"MYSQL_PASSWORD": "wrong"}, "1045 (28000): Access denied for user"),
            ("loader.worker", {"MYSQL_CA_FILE": theirs}, "2026 (HY000): SSL connection error"),
    ):
        # all at once, for some wait for seconds
        log = tmp_path / str(len(wrong))
        variables = {**secure, "KAFKA_USERNAME": module.split(".")[0], **changes}
        wrong.append((services.start(module, output=log.open("w"), **variables), log, message))
    for process, log, message in wrong:
        assert process.wait() == 1 and message in log.read_text(), log.read_text()
    assert environment.orders.count_documents({"etl_status": None}) == 100
    assert environment.mysql_rows("SELECT COUNT(*) FROM orders") == [(200,)]
