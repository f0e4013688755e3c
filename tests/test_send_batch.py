"""
Send batch - orders become one signed message in Kafka

FLOW:
    1 send a batch of one order to partition 2
    2 read the message from the topic: its value is the batch, its key the signature of the value

LIBRARIES:
    confluent-kafka: talks to Kafka; the extractor publishes with its Producer
    hmac (comes with Python): signs bytes with a key; who does not know the key cannot make the signature
"""
import hmac
import json
from tests.support import environment
from tests.support.sample_order import ON_THE_WIRE
from extractor.create_topic import create_topic_if_missing
from extractor.send_batch import BATCH_KEY, send_batch


def test_send_batch():
    create_topic_if_missing()
    environment.empty()
    print("1 send a batch of one order:", ON_THE_WIRE)
    documents = [{"order": ON_THE_WIRE, "reason": None}]
    send_batch(documents, 2)
    assert documents[0]["reason"] is None

    message, = environment.new_messages()
    print("2 the message in partition", message.partition(), "has the key", message.key())
    print("   and the value", message.value())
    assert message.partition() == 2
    assert json.loads(message.value()) == {"schema": "orders.v2", "orders": [ON_THE_WIRE]}
    assert message.key().decode() == hmac.new(BATCH_KEY.encode(), message.value(), "sha256").hexdigest()


if __name__ == "__main__":
    test_send_batch()
