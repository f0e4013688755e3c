import time
from decimal import Decimal
import streamlit as st
from latest_answer import latest_answer
from show_table import show_table

MOST_REJECTED = 100


def show_pipeline(loaded):
    """The four numbers at the top of the page; takes the answer of /api/pipeline/loaded."""
    messages, problem = latest_answer(f"/api/pipeline/rejected?limit={MOST_REJECTED}")
    orders, revenue, loaded_at, rejected = st.columns([2, 3, 3, 2])
    orders.metric("Orders loaded", f"{loaded['order_count']:,}", border=True)
    loaded_at.metric("Newest order loaded at", short_text(loaded["loaded_at"]), border=True)
    rejected.metric("Rejected messages", count_text(messages), border=True)
    st.caption(f"Looked at {time.strftime('%H:%M:%S', time.gmtime())}. Every date and time is in UTC.")
    if messages:
        st.subheader("Messages that the loader rejected", anchor=False)
        show_table(messages, ["topic", "partition_number", "offset_number", "reason", "rejected_at"])
    # last, for it waits for a report, which takes seconds over a million orders
    with revenue:
        st.metric("Revenue, without cancelled orders", total_revenue(), border=True)


def short_text(moment):
    """Takes 2026-01-05T10:00:00.123Z; returns 2026-01-05 10:00:00."""
    return moment[:10] + " " + moment[11:19]


def count_text(messages):
    if messages is None:
        return "..."
    return f"{MOST_REJECTED} or more" if len(messages) == MOST_REJECTED else str(len(messages))


def total_revenue():
    with st.spinner("asking the query API ..."):
        months, problem = latest_answer("/api/reports/revenue-by-month")
    if problem:
        return "..."
    # decimal adds up exactly, digit by digit
    return f"{sum(Decimal(month['revenue']) for month in months):,f}"
