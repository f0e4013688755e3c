import streamlit as st
from show_table import ask_or_say_why_not, show_table


def show_top_products():
    st.subheader("Top products", anchor=False)
    rows = ask_or_say_why_not("/api/reports/top-products?limit=10")
    if rows:
        show_table(rows, ["name", "product_id", "quantity", "revenue"])


def show_top_customers():
    st.subheader("Top customers", anchor=False)
    rows = ask_or_say_why_not("/api/reports/top-customers?limit=10")
    if rows:
        show_table(rows, ["name", "customer_id", "order_count", "revenue"])
