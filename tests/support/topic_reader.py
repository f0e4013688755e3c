"""
Topic reader - what has come into the services' topic since, for tests that load messages in this process

One consumer is assigned for ever, and another one asks: on the first one each question would wait for a second.
"""
from confluent_kafka import TopicPartition
from extractor.create_topic import create_topic_if_missing
from reconcile.connection.kafka_connection_consumer import KAFKA_GROUP_ID
from extractor.send_batch import TOPIC
from tests.support import environment


class HarnessFault(KeyboardInterrupt):
    """The test itself has lost its place: that is no failure, and nobody shall make it small."""


class TopicReader:
    def __init__(self):
        self.places = [TopicPartition(TOPIC, number) for number in range(create_topic_if_missing())]
        self.consumer, self.asker = environment.new_consumer(), environment.new_consumer(KAFKA_GROUP_ID)
        self.ends = environment.ask_kafka(self.ask_ends)
        self.consumer.assign([TopicPartition(TOPIC, number, end) for number, end in enumerate(self.ends)])

    def ask_ends(self):
        return [self.asker.get_watermark_offsets(place, timeout=10)[1] for place in self.places]

    def read(self):
        """Returns the messages that have come since."""
        messages, ends = [], self.ask_ends()
        while self.ends != ends:
            msg = self.consumer.poll(10)
            if msg is None or msg.error() or msg.offset() != self.ends[msg.partition()]:
                raise HarnessFault(f"{self.ends} of {ends}, and then {msg and (msg.error(), msg.offset())}")
            self.ends[msg.partition()] += 1
            messages.append(msg)
        return messages

    def commit(self):
        """As if the loaders had loaded all that was read."""
        places = [TopicPartition(TOPIC, number, end) for number, end in enumerate(self.ends)]
        self.asker.commit(offsets=places, asynchronous=False)
