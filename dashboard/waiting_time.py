from datetime import datetime, timezone
import streamlit as st

LONG_AGO = datetime(1, 1, 1, tzinfo=timezone.utc)


def orders_in_kafka(status):
    """Returns whether orders were sent to Kafka after the newest batch was loaded: they are not in MySQL yet."""
    # both are texts of the same form, so they compare as the times that they are
    return (status["newest_sent_at"] or "") > (status["newest_loaded_at"] or "")


def orders_wait(status):
    return status["waiting_orders"] > 0 or orders_in_kafka(status)


def seconds_without_a_batch(status, now):
    """
    Takes the answer of /api/pipeline/status and the time; returns for how many seconds orders have been waiting,
    in MongoDB or in Kafka, while no batch was loaded; 0 where no order waits.
    """
    memory = last_times()
    loaded_at = LONG_AGO
    if status["newest_loaded_at"]:
        loaded_at = datetime.fromisoformat(status["newest_loaded_at"])
    since = max(loaded_at, memory["nothing_waited_at"])
    # an order that comes after a quiet night has not been waiting all night
    if not orders_wait(status) or since == LONG_AGO:
        memory["nothing_waited_at"] = since = now
    return max(0, (now - since).total_seconds())


# one for all visitors, as long as the dashboard runs
@st.cache_resource(show_spinner=False)
def last_times():
    return {"nothing_waited_at": LONG_AGO}
