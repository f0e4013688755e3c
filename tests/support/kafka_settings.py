"""
Kafka settings - runs a service with other settings of librdkafka, for tests that cannot wait for its usual times:

    python -m tests.support.kafka_settings max.poll.interval.ms=6000 loader.worker
"""
import runpy
import sys
import confluent_kafka

*words, module = sys.argv[1:]
settings = dict(word.split("=") for word in words)


def with_settings(client):
    return lambda config: client({**config, **settings})


# the service imports them from here
confluent_kafka.Consumer = with_settings(confluent_kafka.Consumer)
confluent_kafka.Producer = with_settings(confluent_kafka.Producer)
sys.argv = [module]
runpy.run_module(module, run_name="__main__", alter_sys=True)
