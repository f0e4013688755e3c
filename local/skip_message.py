"""
Skips a message that no loader can load, while no loader runs: the loader's group begins at OFFSET in PARTITION.

    python3 local/step.py local.skip_message PARTITION OFFSET
"""
import os
import sys

from confluent_kafka import Consumer, TopicPartition

if len(sys.argv) != 3 or not (sys.argv[1] + sys.argv[2]).isdecimal():
    sys.exit(__doc__)
topic = os.environ["KAFKA_TOPIC_ORDERS"]
consumer = Consumer({
    "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"], "group.id": os.environ["KAFKA_GROUP_ID_LOADER"],
})
# kafka refuses this with unknown_member_id while a loader of the group runs
consumer.commit(offsets=[TopicPartition(topic, int(sys.argv[1]), int(sys.argv[2]))], asynchronous=False)
print(f"the next loader begins at partition {sys.argv[1]} offset {sys.argv[2]} of {topic}")
