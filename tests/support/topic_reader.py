"""
Topic reader - what has come into the services' topic since, for tests that load messages in this process

One consumer is assigned for ever, and another one asks: on the first one each question would wait for a second.
"""
from confluent_kafka import TopicPartition
from extractor.create_topic import create_topic_if_missing
from extractor.send_batch import TOPIC
from tests.support import environment


class HarnessFault(KeyboardInterrupt):
    """The test itself has lost its place: that is no failure, and nobody shall make it small."""


class TopicReader:
    def __init__(self):
        self.consumer, self.asker = environment.new_consumer(), environment.new_consumer()
        numbers = range(create_topic_if_missing())
        self.ends = environment.ask_kafka(lambda: [self.ask_end(number) for number in numbers])
        self.consumer.assign([TopicPartition(TOPIC, number, end) for number, end in enumerate(self.ends)])
        # the partitions that something was sent to since
        self.unread = set()

    def ask_end(self, number):
        return self.asker.get_watermark_offsets(TopicPartition(TOPIC, number), timeout=10)[1]

    def noting(self, send):
        """Returns a producer's send() that notes the partition."""
        def call(topic, value, key, partition):
            self.unread.add(partition)
            send(topic, value, key, partition)
        return call

    def read(self):
        """Returns the messages that have come since."""
        messages, ends = [], list(self.ends)
        for number in self.unread:
            ends[number] = self.ask_end(number)
        while self.ends != ends:
            msg = self.consumer.poll(10)
            if msg is None or msg.error() or msg.offset() != self.ends[msg.partition()]:
                raise HarnessFault(f"{self.ends} of {ends}, and then {msg and (msg.error(), msg.offset())}")
            self.ends[msg.partition()] += 1
            messages.append(msg)
        self.unread.clear()
        return messages
