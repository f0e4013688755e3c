from number_texts import age_text, count_text
from waiting_time import orders_in_kafka, orders_wait

# the extractor looks every ten seconds, and a batch takes one or two
LONGEST_WAIT = 60
WHERE_TO_LOOK = "Look at `docker compose ps` and the logs (without Docker: `.local/log`)."


def find_problem(status, waited, new_messages):
    """
    Takes the answer of /api/pipeline/status, for how many seconds orders have waited while no batch was loaded,
    and how many messages the loader has rejected within a day. Returns (color, sentence): red where the pipeline
    stands still, orange where something was rejected, green where all is well.
    """
    if waited > LONGEST_WAIT and orders_in_kafka(status):
        return "red", (f"Orders wait in Kafka and nothing was loaded for {age_text(waited)}: is the loader running? "
                       f"{WHERE_TO_LOOK}")
    if waited > LONGEST_WAIT:
        count = status["waiting_orders"]
        wait = "1 order waits" if count == 1 else f"{count_text(count)} orders wait"
        return "red", (f"{wait} in MongoDB and nothing was loaded for {age_text(waited)}: are the extractor and Kafka "
                       f"running? {WHERE_TO_LOOK}")
    if status["rejected_orders"] == 1:
        return "orange", "1 order was rejected: its reason is below. Fix it in MongoDB and set etl_status to null."
    if status["rejected_orders"]:
        return "orange", (f"{count_text(status['rejected_orders'])} orders were rejected: their reasons are below. "
                          "Fix them in MongoDB and set etl_status to null.")
    if new_messages:
        return "orange", ("The loader rejected messages that the extractor has not signed: they are below. "
                          "Who else writes into the topic, and is BATCH_KEY the same everywhere?")
    if orders_wait(status):
        return "green", "All is well: the orders that wait are being loaded."
    return "green", "All is well: every order is loaded, and none was rejected."
