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
from confluent_kafka.admin import AdminClient
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
"""


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
    cluster_servers.format_kafka([file], "--add-scram", "SCRAM-SHA-512=[name=shop,password=kafkapassword]")
    cluster_servers.start("kafka_tls", [*cluster_servers.JAVA, "kafka.Kafka", file])


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
        "KAFKA_USERNAME": "shop", "KAFKA_PASSWORD": "kafkapassword", "KAFKA_CA_FILE": f"{FOLDER}/ca.pem",
        "MYSQL_USER": "shop", "MYSQL_PASSWORD": "mysqlpassword", "MYSQL_CA_FILE": f"{FOLDER}/ca.pem",
    }
    services.stop_all()
    row_locks.root_rows("DROP USER 'shop'@'%'")
    set_mysql_certificate(*before)
    row_locks.close_sessions()
    cluster_servers.stop_all()


def test_right_and_wrong_credentials(secure, capfd):
    services.new_shop()
    orders = []
    random_orders.put_orders(200, random.Random(1), orders)
    assert services.run("extractor.extract", **secure) == 0
    loader = services.start("loader.worker", **secure)
    topic.wait_until_loaded()
    assert services.stop(loader) == 0
    verify.verify_rows(orders)
    verify.show_stages()
    assert services.run("reconcile.main", **secure) == 0
    port = services.free_port()
    services.start_api(port, **secure)
    assert [services.get(port, f"/health/{server}")[0] for server in ("mongo", "mysql")] == [200, 200]

    random_orders.put_orders(100, random.Random(2), orders)
    uri, theirs = secure["MONGO_URI"], f"{FOLDER}/theirs.pem"
    for module, changes, message in (
            ("extractor.extract", {"MONGO_URI": uri.replace("mongopassword", "wrong")}, "Authentication failed"),
            ("extractor.extract", {"MONGO_URI": uri.replace("ca.pem", "theirs.pem")}, "certificate verify failed"),
            ("extractor.extract", {"MONGO_URI": uri.split("&tls")[0]}, "connection closed"),
            ("extractor.extract", {"KAFKA_PASSWORD": "wrong"}, "SASL authentication error"),
            ("extractor.extract", {"KAFKA_CA_FILE": theirs}, "broker certificate could not be verified"),
            ("extractor.extract", {"KAFKA_SECURITY_PROTOCOL": "plaintext"}, "Disconnected"),
            ("loader.worker", {"MYSQL_PASSWORD": "wrong"}, "1045 (28000): Access denied for user"),
            ("loader.worker", {"MYSQL_CA_FILE": theirs}, "2026 (HY000): SSL connection error"),
    ):
        capfd.readouterr()
        code = services.run(module, **{**secure, **changes})
        printed = capfd.readouterr()
        text = printed.out + printed.err
        with capfd.disabled():
            print(f"{module} with another {', '.join(changes)}: exit code {code}, {message}: {message in text}")
        assert code == 1 and message in text
    assert environment.orders.count_documents({"etl_status": None}) == 100
    assert environment.mysql_rows("SELECT COUNT(*) FROM orders") == [(200,)]
