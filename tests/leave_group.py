"""
Leave group - takes dead loaders out of their group, so that a test need not wait for it

A loader that was killed cannot say goodbye: for six seconds, its session.timeout.ms, Kafka keeps its partitions for it.
Then Kafka takes it out of the group. Here the same is done at once, by the message that a loader sends when it ends well.
Nothing else is touched: the group, its committed offsets and the loader that is started next are the real ones.

FLOW:
    1 members() asks Kafka who is in the group of the newest topic
    2 leave_for() says goodbye for each of them, in the bytes of Kafka's LeaveGroup request, version 0

LIBRARIES:
    struct (comes with Python): puts numbers and texts into bytes
    socket (comes with Python): plain network connections, here to Kafka
"""
import os
import socket
import struct
from tests import own_shop

LEAVE_GROUP = 13


def members():
    """Returns the member ids of the group that the newest loaders belong to."""
    group = own_shop.topics[-1]
    description = own_shop.kafka_admin.describe_consumer_groups([group])[group].result()
    return [member.member_id for member in description.members]


def as_text(text):
    return struct.pack(">h", len(text)) + text.encode("ascii")


def leave_for(member_ids):
    """Says for each of these members that it leaves the group; a member that is gone already is fine."""
    host, port = os.environ["KAFKA_BOOTSTRAP_SERVERS"].split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        for member_id in member_ids:
            # kind and version of the request, its number, and who asks
            request = struct.pack(">hhi", LEAVE_GROUP, 0, 1) + as_text("test")
            request += as_text(own_shop.topics[-1]) + as_text(member_id)
            connection.sendall(struct.pack(">i", len(request)) + request)
            # the answer: its length, the number of the request, an error code
            answer = connection.recv(10, socket.MSG_WAITALL)
            code = struct.unpack(">iih", answer)[2]
            # 25: kafka does not know this member, it has taken it out itself
            assert code in (0, 25), f"kafka answered with error {code}"
