from datetime import datetime, timedelta, timezone
from decimal import Decimal
import streamlit as st
from ask_api import ask_sales
from show_table import money_text, show_rows, show_table

SPANS = ["30 days", "12 months", "everything"]


def show_sales():
    """Sales of the days that are chosen; orders that are cancelled, refunded or deleted count nowhere."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header("Sales", anchor=False, width="content")
        span = st.segmented_control("of the last", SPANS, default="12 months", required=True, width="content")
    question = span_question(span, datetime.now(timezone.utc).date())
    months = ask_report("revenue-by-month", span, question)
    if months["rows"]:
        show_numbers(months["rows"])
    left, right = st.columns([3, 2])
    with left.container(border=True):
        show_revenue("month", months)
    with right.container(border=True):
        show_revenue("country", ask_report("revenue-by-country", span, question))
    left, right = st.columns(2)
    with left:
        show_report("Top products", "top-products", span, question, ["name", "product_id", "quantity", "revenue"])
    with right:
        show_report("Top customers", "top-customers", span, question, ["name", "customer_id", "order_count", "revenue"])
    if months["asked_at"]:
        st.caption(f"Revenue by month is of {months['asked_at']}; what takes long is asked for less often.")


def span_question(span, today):
    """Takes a span and the date; returns the question mark and all behind it for a report of these days."""
    if span == "30 days":
        return f"?from_date={today - timedelta(days=29)}"
    if span == "12 months":
        # this month and the eleven before it, each of them whole
        return f"?from_date={today.year - (today.month < 12)}-{today.month % 12 + 1:02}-01"
    return ""


def ask_report(report, span, question):
    return ask_sales((report, span), f"/api/reports/{report}{question}")


def show_report(title, report, span, question, columns):
    st.subheader(title, anchor=False)
    answer = ask_report(report, span, question)
    if answer["rows"] is None and not answer["problem"]:
        st.caption("being worked out ...")
    else:
        show_rows(answer["rows"][:10] if answer["rows"] else [], answer["problem"], columns)


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
    if answer["problem"]:
        st.warning(answer["problem"])
    elif not answer["rows"]:
        st.caption("being worked out ..." if answer["rows"] is None else "none yet")
    else:
        chart, numbers = st.tabs(["Chart", "Exact numbers"])
        # a bar need not be exact to the last digit: only here money is a float
        bars = [{name: row[name], "revenue": float(row["revenue"])} for row in answer["rows"]]
        with chart:
            # 120 months, or ten countries, which have long names; when the span is changed a chart without an order of
            # its own would keep that of the bars before
            st.bar_chart(bars[-120:] if name == "month" else bars[:10], x=name, y="revenue", x_label="", y_label="",
                         horizontal=name == "country", sort="month" if name == "month" else "-revenue", height=320)
        with numbers:
            show_table(answer["rows"], [name, "revenue", "order_count"], 320)
