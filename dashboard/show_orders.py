import streamlit as st
from show_table import ask_or_say_why_not, show_table


def show_orders_by_status():
    st.subheader("Orders by status", anchor=False)
    rows = ask_or_say_why_not("/api/reports/orders-by-status")
    if rows:
        show_table(rows, ["status", "order_count"])


def show_newest_orders():
    st.subheader("Newest orders", anchor=False)
    rows = ask_or_say_why_not("/api/orders?limit=6")
    if rows:
        show_table(rows, ["created_at", "order_id", "status", "customer_id", "loaded_at"])
