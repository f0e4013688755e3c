"""
Count orders - how many orders have come how far

FLOW:
    1 waiting(): new in MongoDB; sent(): marked there as SENT; loaded(): a row in MySQL
    2 all_arrived(): none waits, and no message is on the way

LIBRARIES:
    confluent-kafka: a broker that has just started answers with a KafkaException
"""
from confluent_kafka import KafkaException
from tests import own_shop, read_topic


def waiting():
    return own_shop.mongo_orders.count_documents({"etl_status": None})


def sent():
    return own_shop.mongo_orders.count_documents({"etl_status": "SENT"})


def loaded():
    return own_shop.mysql_rows("SELECT COUNT(*) FROM orders")[0][0]


def all_arrived(still_waiting=0):
    """Tells whether only so many orders are new and no message is on the way."""
    try:
        # in this order: a message stands in kafka before its orders are marked
        return waiting() == still_waiting and read_topic.messages_on_the_way() == 0
    except (KafkaException, KeyError):
        # the broker is not ready, or the topic is away
        return False
