import time
from decimal import Decimal
import streamlit as st
from latest_answers import REPORTS, latest_answer
from show_table import show_table

LOADED = "/api/pipeline/loaded"
REJECTED = "/api/pipeline/rejected?limit=100"
MONTHS = "/api/reports/revenue-by-month"


def show_pipeline(loaded):
    """The four numbers at the top of the page; takes the answer to LOADED."""
    orders, revenue, loaded_at, rejected = st.columns([2, 3, 3, 2])
    orders.metric("Orders loaded", f"{loaded['order_count']:,}", border=True)
    revenue.metric("Revenue, without cancelled orders", total_revenue(), border=True)
    loaded_at.metric("Newest order loaded at", short_text(loaded["loaded_at"]), border=True)
    rejected.metric("Rejected messages", count_rejected(), border=True)
    st.caption(f"Every date and time is in UTC. Numbers from {time_text([LOADED])}, reports from {time_text(REPORTS)}.")


def total_revenue():
    months = latest_answer(MONTHS)["answer"]
    if months is None:
        return "..."
    # decimal adds up exactly, digit by digit
    return f"{sum(Decimal(month['revenue']) for month in months):,f}"


def short_text(moment):
    """Takes 2026-01-05T10:00:00.123Z; returns 2026-01-05 10:00:00."""
    return moment[:10] + " " + moment[11:19]


def time_text(paths):
    """Returns when the oldest of these answers came, as 10:00:05."""
    times = [latest_answer(path)["time"] for path in paths]
    return time.strftime("%H:%M:%S", time.gmtime(min(times))) if all(times) else "..."


def count_rejected():
    messages = latest_answer(REJECTED)["answer"]
    if messages is None:
        return "..."
    return "100 or more" if len(messages) == 100 else str(len(messages))


def show_rejected_messages():
    messages = latest_answer(REJECTED)["answer"]
    if messages:
        st.subheader("Messages that the loader refused", anchor=False)
        show_table(messages, ["topic", "partition_number", "offset_number", "reason", "rejected_at"])
