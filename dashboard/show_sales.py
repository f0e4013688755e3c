from decimal import Decimal
import streamlit as st
from ask_api import ask_api
from show_table import ask_or_say_why_not, show_table


def show_sales():
    """Revenue as four numbers, by month and by country; cancelled and deleted orders count nowhere."""
    st.header("Sales", anchor=False)
    months, problem = ask_api("/api/reports/revenue-by-month")
    if months:
        show_numbers(months)
    left, right = st.columns([3, 2])
    with left, st.container(border=True):
        show_revenue("month", bar_count=120, horizontal=False)
    with right, st.container(border=True):
        show_revenue("country", bar_count=10, horizontal=True)


def show_numbers(months):
    # decimal adds up exactly, digit by digit
    revenue = sum(Decimal(month["revenue"]) for month in months)
    order_count = sum(month["order_count"] for month in months)
    best = max(months, key=lambda month: Decimal(month["revenue"]))
    total, orders, average, best_month = st.columns(4)
    total.metric("Revenue", f"{revenue:,.2f}", border=True, help="Without cancelled and deleted orders.")
    orders.metric("Orders sold", f"{order_count:,}", border=True)
    average.metric("Average order", f"{revenue / order_count:,.2f}", border=True)
    best_month.metric(f"Best month, {best['month']}", f"{Decimal(best['revenue']):,.2f}", border=True)


def show_revenue(name, bar_count, horizontal):
    st.subheader(f"Revenue by {name}", anchor=False)
    rows = ask_or_say_why_not(f"/api/reports/revenue-by-{name}")
    if not rows:
        return
    chart, numbers = st.tabs(["Chart", "Exact numbers"])
    with chart:
        # a bar need not be exact to the last digit: only here money is a float
        bars = [{name: row[name], "revenue": float(row["revenue"])} for row in rows[:bar_count]]
        st.bar_chart(bars, x=name, y="revenue", x_label="", y_label="", horizontal=horizontal, sort=False, height=320)
    with numbers:
        show_table(rows, [name, "revenue", "order_count"], 320)
