from datetime import datetime, timedelta, timezone
from decimal import Decimal
import streamlit as st
from ask_api import ask_sales
from show_table import money_text, show_rows, show_table


def show_sales():
    """Sales of the days that are chosen; orders that are cancelled, refunded or deleted count nowhere."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header("Sales", anchor=False, width="content")
        spans = ["30 days", "12 months", "everything"]
        span = st.segmented_control("of the last", spans, default="12 months", required=True, width="content")
    months = ask_report("revenue-by-month", span)
    if months["rows"] == []:
        st.info("There were no sales in this time. Choose another one above.")
        return
    if months["rows"]:
        show_numbers(months["rows"])
        st.caption(f"Revenue by month is of {months['asked_at']}; what takes long is asked for less often.")
    left, right = st.columns([3, 2])
    with left.container(border=True):
        show_revenue("month", months)
    with right.container(border=True):
        show_revenue("country", ask_report("revenue-by-country", span))
    for column, thing, number in zip(st.columns(2), ("product", "customer"), ("quantity", "order_count")):
        with column:
            st.subheader(f"Top {thing}s", anchor=False)
            answer = ask_report(f"top-{thing}s", span)
            show_rows(answer["rows"], answer["problem"], ["name", f"{thing}_id", number, "revenue"])


def ask_report(report, span):
    days = span_question(span, datetime.now(timezone.utc).date())
    return ask_sales((report, span), f"/api/reports/{report}{days}")


def span_question(span, today):
    """Takes a span and the date; returns the question mark and all behind it for a report of these days."""
    if span == "30 days":
        return f"?from_date={today - timedelta(days=29)}"
    if span == "12 months":
        # this month and the eleven before it, each of them whole
        return f"?from_date={today.year - (today.month < 12)}-{today.month % 12 + 1:02}-01"
    return ""


def show_numbers(months):
    # decimal adds up exactly, digit by digit
    revenue = sum(Decimal(month["revenue"]) for month in months)
    order_count = sum(month["order_count"] for month in months)
    best = max(months, key=lambda month: Decimal(month["revenue"]))
    total, orders, average, best_month = st.columns(4)
    total.metric("Revenue", money_text(revenue), border=True, help="Without cancelled, refunded and deleted orders.")
    orders.metric("Orders sold", f"{order_count:,}", border=True)
    average.metric("Average order", money_text(revenue / order_count), border=True)
    best_month.metric(f"Best month, {best['month']}", money_text(best["revenue"]), border=True)


def show_revenue(name, answer):
    st.subheader(f"Revenue by {name}", anchor=False)
    if answer["problem"] or not answer["rows"]:
        show_rows(answer["rows"], answer["problem"], [])
        return
    chart, numbers = st.tabs(["Chart", "Exact numbers"])
    # a bar need not be exact to the last digit: only here money is a float
    bars = [{name: row[name], "revenue": float(row["revenue"])} for row in answer["rows"]]
    # without an order of its own a chart would keep that of the bars of another span
    chart.bar_chart(bars[-120:] if name == "month" else bars[:10], x=name, y="revenue", x_label="", y_label="",
                    horizontal=name == "country", sort="month" if name == "month" else "-revenue", height=320)
    with numbers:
        show_table(answer["rows"], [name, "revenue", "order_count"], 320)
