import streamlit as st
from latest_answer import latest_answer
from number_texts import count_text
from show_table import ask_or_say_why_not, show_table

# the longest list that the api gives
MOST = 500
# the head and eight rows; the others come when the table is scrolled
HEIGHT = 318


def show_rejected_orders(count):
    """The newest rejected orders, each with its reason."""
    st.subheader("Rejected orders", anchor=False)
    rows = ask_or_say_why_not(f"/api/pipeline/rejected-orders?limit={MOST}")
    if rows:
        # an order without an order_id is found by its _id
        rows = [dict(row, order_id=row["order_id"] or f"_id {row['document_id']}") for row in rows]
        show_table(rows, ["order_id", "reason", "rejected_at"], HEIGHT if len(rows) > 8 else "auto")
        if len(rows) == MOST:
            st.caption(f"These are the newest {MOST} of {count_text(count)}.")


def show_rejected_messages():
    """The newest messages that the loader rejected; nothing where there is none."""
    messages, problem = latest_answer("/api/pipeline/rejected-messages?limit=50")
    if messages:
        st.subheader("Rejected messages", anchor=False)
        show_table(messages, ["topic", "partition_number", "offset_number", "reason", "rejected_at"])
        st.caption("The newest 50 at most. Their bytes are in MySQL, in the table rejected_messages.")
