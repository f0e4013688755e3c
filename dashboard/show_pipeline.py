from datetime import datetime, timedelta, timezone
import streamlit as st
from ask_api import ask_api
from find_problem import LONGEST_WAIT, age_text, count_text, find_problem, orders_in_kafka, orders_wait, seconds_waited
from show_table import ask_or_say_why_not, show_list, show_table

MESSAGES = "/api/pipeline/rejected-messages?limit=50"
BOXES = {"red": (st.error, "error"), "orange": (st.warning, "warning"), "green": (st.success, "check_circle")}


def show_pipeline():
    """Shows whether all is well, four numbers and what was rejected; returns the answer of /api/pipeline/status."""
    messages, problem = ask_api(MESSAGES)
    status, problem = ask_api("/api/pipeline/status")
    if problem:
        st.warning(f"{problem} What is in MySQL is shown below.", icon=":material/cloud_off:")
    else:
        now = datetime.now(timezone.utc)
        waited = seconds_waited(status, now)
        yesterday = (now - timedelta(days=1)).isoformat()
        new_messages = sum(message["rejected_at"] > yesterday for message in messages or [])
        color, sentence = find_problem(status, waited, new_messages)
        show_box, icon = BOXES[color]
        show_box(sentence, icon=f":material/{icon}:")
        show_numbers(status, waited, now)
        if status["rejected_orders"]:
            show_rejected_orders()
    if messages:
        show_list("Rejected messages", MESSAGES,
                  ["topic", "partition_number", "offset_number", "reason", "rejected_at"])
        st.caption("The newest 50 at most. Their bytes are in MySQL, in the table rejected_messages.")
    return status


def show_numbers(status, waited, now):
    waiting, rejected, loaded, behind = st.columns(4)
    stands_still = waited > LONGEST_WAIT
    alarm = "red" if stands_still else "gray"

    note = "not in Kafka yet" if status["waiting_orders"] else "nothing to send"
    if orders_in_kafka(status):
        note = "others wait in Kafka"
    show_number(waiting, "Orders waiting", count_text(status["waiting_orders"]), note, alarm)

    note, color = ("to be fixed in MongoDB", "orange") if status["rejected_orders"] else ("nothing to fix", "gray")
    show_number(rejected, "Orders rejected", count_text(status["rejected_orders"]), note, color)

    note = "no batch yet"
    if status["newest_loaded_at"]:
        age = now - datetime.fromisoformat(status["newest_loaded_at"])
        note = f"newest batch {age_text(max(0, age.total_seconds()))} ago"
    show_number(loaded, "Orders loaded", f"{status['loaded_orders']:,}", note, "gray")

    seconds = status["seconds_from_kafka_to_mysql"] or 0
    text = age_text(max(seconds, waited) if orders_wait(status) else 0)
    note = f"newest batch took {seconds:,.1f} s"
    if stands_still:
        text, note = f"up to {age_text(waited)}", "nothing is loaded"
    show_number(behind, "MySQL is behind by", text, note, alarm)


def show_number(column, label, value, note, color):
    column.metric(label, value, note, delta_color=color, delta_arrow="off", border=True)


def show_rejected_orders():
    st.subheader("Rejected orders", anchor=False)
    rows = ask_or_say_why_not("/api/pipeline/rejected-orders?limit=500")
    if rows:
        # an order without an order_id is found by its _id
        rows = [dict(row, order_id=row["order_id"] or f"_id {row['document_id']}") for row in rows]
        # the head and eight rows; the others come when the table is scrolled
        show_table(rows, ["order_id", "reason", "rejected_at"], 318 if len(rows) > 8 else "auto")
        if len(rows) == 500:
            st.caption("These are the newest 500.")
