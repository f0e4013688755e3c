from datetime import datetime, timedelta, timezone
import streamlit as st
from find_problem import LONGEST_WAIT, find_problem
from latest_answer import latest_answer
from number_texts import age_text, count_text
from waiting_time import orders_in_kafka, orders_wait, seconds_without_a_batch


def show_pipeline():
    """Shows whether all is well, and four numbers; returns the answer of /api/pipeline/status, or None."""
    status, problem = latest_answer("/api/pipeline/status")
    if problem:
        st.warning(f"{problem} What is in MySQL is shown below.", icon=":material/cloud_off:")
        return None
    now = datetime.now(timezone.utc)
    waited = seconds_without_a_batch(status, now)
    show_sentence(*find_problem(status, waited, count_new_messages(now)))
    waiting, rejected, loaded, behind = st.columns(4)
    show_waiting(waiting, status, waited)
    show_rejected(rejected, status["rejected_orders"])
    show_loaded(loaded, status, now)
    show_behind(behind, status, waited)
    return status


def count_new_messages(now):
    messages, problem = latest_answer("/api/pipeline/rejected-messages?limit=50")
    yesterday = (now - timedelta(days=1)).isoformat()
    return sum(message["rejected_at"] > yesterday for message in messages or [])


def show_sentence(color, sentence):
    if color == "red":
        st.error(sentence, icon=":material/error:")
    elif color == "orange":
        st.warning(sentence, icon=":material/warning:")
    else:
        st.success(sentence, icon=":material/check_circle:")


def show_waiting(column, status, waited):
    note = "not in Kafka yet" if status["waiting_orders"] else "nothing to send"
    if orders_in_kafka(status):
        note = "others wait in Kafka"
    color = "red" if waited > LONGEST_WAIT else "gray"
    show_number(column, "Orders waiting", count_text(status["waiting_orders"]), note, color)


def show_rejected(column, count):
    if count:
        show_number(column, "Orders rejected", count_text(count), "to be fixed in MongoDB", "orange")
    else:
        show_number(column, "Orders rejected", "0", "nothing to fix", "gray")


def show_loaded(column, status, now):
    note = "no batch yet"
    if status["newest_loaded_at"]:
        age = (now - datetime.fromisoformat(status["newest_loaded_at"])).total_seconds()
        note = f"newest batch {age_text(max(0, age))} ago"
    show_number(column, "Orders loaded", f"{status['loaded_orders']:,}", note, "gray")


def show_behind(column, status, waited):
    seconds = status["seconds_from_kafka_to_mysql"] or 0
    if waited > LONGEST_WAIT:
        show_number(column, "MySQL is behind by", f"up to {age_text(waited)}", "nothing is loaded", "red")
    else:
        behind = max(seconds, waited) if orders_wait(status) else 0
        note = f"newest batch took {seconds:,.1f} s"
        show_number(column, "MySQL is behind by", age_text(behind), note, "gray")


def show_number(column, label, value, note, color):
    column.metric(label, value, note, delta_color=color, delta_arrow="off", border=True)
