"""
How Kafka is started, and how one sees that it answers.
One process is broker and controller at once, so it needs two ports.
"""
import base64
import glob
import os
import re
import uuid
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from downloads import KAFKA_FOLDER
from run_jobs import part_of
from processes import find_free_port, port_is_open

FOLDER = "kafka"
JAVA = ["java", "-Xmx512m", "-XX:-UsePerfData", "-Dlog4j2.configurationFile=local/kafka/log4j2.xml",
        "-cp", f"{KAFKA_FOLDER}/*"]


def jobs_for_new_folder(data):
    folder = f"{data}/{FOLDER}"
    if os.path.exists(folder):
        return []
    cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[:22]
    # format needs no port, but it wants to see one
    properties = write_properties(f"{data}/kafka_format.properties", part_of(folder), 9092, 9093)
    return [("kafka_format", folder, JAVA + ["kafka.tools.StorageTool", "format", f"--cluster-id={cluster_id}", "-c", properties])]


def command_to_start(data, port, settings):
    properties = write_properties(f"{data}/kafka.properties", f"{data}/{FOLDER}", port, find_free_port())
    return JAVA + ["kafka.Kafka", properties]


def write_properties(path, folder, port, controller_port):
    with open(path, "w") as file:
        file.write(f"""
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={folder}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
transaction.state.log.num.partitions=3
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
""")
    return path


def version_that_answers(data, port, settings, pid):
    """Gives the version, or None while the broker does not answer, or is another one than ours."""
    # kafka's client complains on the screen about a port that is not open yet
    if not port_is_open(port):
        return None
    try:
        cluster = AdminClient({"bootstrap.servers": f"127.0.0.1:{port}", "log_level": 0}).list_topics(timeout=2)
    except KafkaException:
        return None
    with open(f"{data}/{FOLDER}/meta.properties") as file:
        if f"cluster.id={cluster.cluster_id}\n" not in file:
            return None
    return re.search(r"kafka_2.13-(.*)\.jar", glob.glob(f"{KAFKA_FOLDER}/kafka_2.13-*.jar")[0]).group(1)
