"""
Pipeline process - extracts and loads what there is, on demand, in a process that stays: a start for each takes a second

LIBRARIES:
    multiprocessing (comes with Python): a queue carries values from one process to another
"""
import functools
import json
import os
import confluent_kafka
from confluent_kafka import TopicPartition

PARTITIONS = (0, 1, 2)


def work(variables, questions, answers, log):
    """Target of a process: for each question ("extract", "load" or both) it does that, and answers the same."""
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(1, 2)
    os.environ.update(variables)
    # a broker keeps a question for half a second where it has no new message, and the next one waits behind it
    confluent_kafka.Consumer = functools.partial(new_consumer, confluent_kafka.Consumer)
    from extractor.claim_orders import release_own_claims
    from extractor.extract import extract_new_orders
    while True:
        question = questions.get()
        if "extract" in question:
            release_own_claims()
            extract_new_orders()
        if "load" in question:
            load()
        answers.put(question)


def new_consumer(consumer_class, settings):
    return consumer_class({**settings, "fetch.wait.max.ms": 10})


def load():
    """Loads all that no loader has finished, as loader/worker.py does, but for the waiting."""
    from loader.connection.kafka_connection_consumer import consumer
    from loader.load_message import load_message
    from loader.reject_message import message_error, reject_message
    topic = os.environ["KAFKA_TOPIC_ORDERS"]
    left, places = 0, []
    for place in consumer.consumer.committed([TopicPartition(topic, number) for number in PARTITIONS], timeout=10):
        first, end = consumer.consumer.get_watermark_offsets(place, timeout=10)
        place.offset = max(place.offset, first)
        left += end - place.offset
        places.append(place)
    if left == 0:
        return
    consumer.consumer.assign(places)
    while left:
        msg = consumer.poll(1.0)
        if msg is None or msg.error():
            continue
        error = message_error(msg)
        if error:
            reject_message(msg, error)
        else:
            load_message(msg, json.loads(msg.value()), "")
        consumer.commit(msg)
        left -= 1
