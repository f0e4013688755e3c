from datetime import datetime, timezone
import streamlit as st
from ask_api import ask_api
from show_table import show_rows, show_table


def show_pipeline(status):
    """Shows the problem, or that all is well, the stages in the order in which orders flow, and what was rejected."""
    if status["problem"]:
        st.error(status["problem"], icon=":material/error:")
    elif not status["warning"]:
        st.success("All is well: every order goes through, and none was rejected.", icon=":material/check_circle:")
    if status["warning"]:
        st.warning(status["warning"], icon=":material/warning:")
    show_stages(status, datetime.now(timezone.utc))
    if status["rejected_orders"]:
        show_rejected_orders()


def show_stages(status, now):
    mongodb, kafka, mysql = st.columns([2, 1, 1], gap="small")
    with mongodb.container(border=True, height="stretch"):
        st.markdown("**1 MongoDB**: the shop's orders, taken by the extractor")
        left, right = st.columns(2)
        left.metric("Orders waiting", count_text(status["waiting_orders"]))
        right.metric("Orders rejected", count_text(status["rejected_orders"]))
        st.caption("extractor " + seen_text(status["extractor_seen_at"], now))
    with kafka.container(border=True, height="stretch"):
        st.markdown("**2 Kafka**: sent, not loaded yet")
        st.metric("Batches waiting", count_text(status["batches_in_kafka"]))
        st.caption(f"the oldest for {age_text(status['oldest_batch_seconds'])}" if status["batches_in_kafka"]
                   else "nothing waits" if status["batches_in_kafka"] == 0 else "not known")
    with mysql.container(border=True, height="stretch"):
        st.markdown("**3 MySQL**: ready to be asked")
        st.metric("Orders loaded", count_text(status["loaded_orders"]))
        st.caption(f"loaders: {count_text(status['loaders'])} seen within a minute; newest batch "
                   + seen_text(status["newest_loaded_at"], now, "loaded "))


def seen_text(time, now, verb="seen "):
    if time is None:
        return "not known"
    return f"{verb}{age_text((now - datetime.fromisoformat(time)).total_seconds())} ago"


def show_rejected_orders():
    st.subheader("Rejected orders, the newest 500 at most", anchor=False)
    rows, problem = ask_api("/api/pipeline/rejected-orders?limit=500")
    # an order without an order_id is found by its _id
    rows = [dict(row, order_id=row["order_id"] or f"_id {row['document_id']}") for row in rows or []]
    # high enough for the longest reason, 95 letters a line: streamlit wraps a text in rows of more than 60 pixels
    row_height = 40 + 25 * (max([len(row["reason"] or "") for row in rows], default=0) // 95)
    show_rows(rows, problem, ["order_id", "reason", "rejected_at"], min(330, 36 + row_height * len(rows)), row_height)


def show_rejected_messages():
    messages, problem = ask_api("/api/pipeline/rejected-messages?limit=50")
    if messages:
        st.subheader("Rejected messages, the newest 50 at most", anchor=False)
        show_table(messages, ["topic", "partition_number", "offset_number", "reason", "rejected_at"])


def count_text(count):
    # the api counts waiting and rejected orders only so far
    if count is None:
        return "?"
    return "100,000 +" if count == 100_000 else f"{count:,}"


def age_text(seconds):
    """Takes 185.2; returns 3 minutes."""
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length:,.0f} {unit}"
    return f"{max(0, seconds):.0f} s"
