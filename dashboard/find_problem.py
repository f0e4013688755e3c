from datetime import datetime
import streamlit as st

# the extractor looks every ten seconds, and a batch takes one or two
LONGEST_WAIT = 60


def find_problem(status, waited, new_messages):
    """
    Takes the answer of /api/pipeline/status, the seconds that orders have waited, and how many messages the loader
    has rejected within a day. Returns (color, sentence): red where the pipeline stands still, orange where something
    was rejected, green where all is well.
    """
    if waited > LONGEST_WAIT:
        place, question = "MongoDB", "are the extractor and Kafka running?"
        if orders_in_kafka(status):
            place, question = "Kafka", "is the loader running?"
        return "red", (f"Orders wait in {place} and nothing was loaded for {age_text(waited)}: {question} "
                       "Look at `docker compose ps` and the logs (without Docker: `.local/log`).")
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


def orders_in_kafka(status):
    # sent after the newest batch was loaded; both are texts of the same form, so they compare as times
    return (status["newest_sent_at"] or "") > (status["newest_loaded_at"] or "")


def orders_wait(status):
    return status["waiting_orders"] > 0 or orders_in_kafka(status)


def seconds_waited(status, now):
    """Returns for how many seconds orders have waited, in MongoDB or Kafka, while no batch was loaded; 0 where none."""
    memory = last_times()
    since = max(status["newest_loaded_at"] or "", memory["nothing_waited_at"])
    # an order that comes after a quiet night has not been waiting all night
    if not orders_wait(status) or not since:
        memory["nothing_waited_at"] = since = now.isoformat()
    return max(0, (now - datetime.fromisoformat(since)).total_seconds())


# one for all visitors, as long as the dashboard runs
@st.cache_resource(show_spinner=False)
def last_times():
    return {"nothing_waited_at": ""}


def count_text(count):
    # the api counts waiting and rejected orders only so far
    return "100,000 or more" if count == 100_000 else f"{count:,}"


def age_text(seconds):
    """Takes 185.2; returns 3 minutes."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds // 60:.0f} minutes"
    if seconds < 172_800:
        return f"{seconds // 3600:.0f} hours"
    return f"{seconds // 86_400:,.0f} days"
