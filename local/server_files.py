"""
Makes the data folders of the three servers, and the files that they read at each start.
"""
import os
import shlex
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

KAFKA_PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{CONTROLLER_PORT}
listeners=PLAINTEXT://127.0.0.1:{KAFKA_PORT},CONTROLLER://127.0.0.1:{CONTROLLER_PORT}
advertised.listeners=PLAINTEXT://127.0.0.1:{KAFKA_PORT}
controller.listener.names=CONTROLLER
log.dirs={DATA}/kafka
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
group.initial.rebalance.delay.ms=0
# else it writes twice a second that there is nothing new
metadata.max.idle.interval.ms=0
"""
# mysql runs this before it lets anybody in, so a password that was changed in .env holds
MYSQL_USERS = """
CREATE DATABASE IF NOT EXISTS {MYSQL_DATABASE};
CREATE DATABASE IF NOT EXISTS shop_test;
ALTER USER 'root'@'localhost' IDENTIFIED BY '{MYSQL_ROOT_PASSWORD}';
CREATE USER IF NOT EXISTS '{MYSQL_LOADER_USER}'@'%';
ALTER USER '{MYSQL_LOADER_USER}'@'%' IDENTIFIED BY '{MYSQL_LOADER_PASSWORD}';
GRANT SELECT, INSERT, UPDATE, DELETE ON {MYSQL_DATABASE}.* TO '{MYSQL_LOADER_USER}'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON shop_test.* TO '{MYSQL_LOADER_USER}'@'%';
CREATE USER IF NOT EXISTS '{MYSQL_API_USER}'@'%';
ALTER USER '{MYSQL_API_USER}'@'%' IDENTIFIED BY '{MYSQL_API_PASSWORD}';
GRANT SELECT ON {MYSQL_DATABASE}.* TO '{MYSQL_API_USER}'@'%';
GRANT SELECT ON shop_test.* TO '{MYSQL_API_USER}'@'%';
USE shop_test;
{TABLES}
USE {MYSQL_DATABASE};
{TABLES}
"""


def make_server_files(variables):
    """Makes what is missing in the folder DATA; ends with a sentence where Kafka's or MySQL's cannot be made."""
    data = variables["DATA"]
    os.makedirs(f"{data}/mongodb", exist_ok=True)
    tables = Path("data/mysql_init.sql").read_text(encoding="utf-8")
    Path(data, "mysql_init.sql").write_text(MYSQL_USERS.format(**variables, TABLES=tables), encoding="utf-8")
    Path(data, "kafka.properties").write_text(KAFKA_PROPERTIES.format(**variables))
    # kafka writes this file last
    if not os.path.exists(f"{data}/kafka/meta.properties"):
        run(["java", "-Dlog4j2.level=WARN", "-cp", ".local/kafka/*", "kafka.tools.StorageTool", "format",
             f"--cluster-id=id{uuid.uuid4().hex[:20]}", "-c", f"{data}/kafka.properties"])
    if not os.path.exists(f"{data}/mysql"):
        part = f"./{data}/mysql.part"
        shutil.rmtree(part, ignore_errors=True)
        run([*shlex.split(variables["MYSQLD"]), "--initialize-insecure", f"--datadir={part}"])
        # only a complete folder gets its real name
        os.rename(part, f"{data}/mysql")


def run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} failed: {result.stderr}")
