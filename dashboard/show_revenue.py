from decimal import Decimal
import altair
import streamlit as st
from number_texts import money_text
from show_table import ask_or_say_why_not, show_table

HEIGHT = 320
COUNTRIES_IN_CHART = 10


def show_revenue():
    """Revenue as four numbers, by month and by country; cancelled and deleted orders count nowhere."""
    st.header("Sales", anchor=False)
    months = ask_or_say_why_not("/api/reports/revenue-by-month")
    if months:
        show_numbers(months)
    left, right = st.columns([3, 2])
    with left, st.container(border=True):
        st.subheader("Revenue by month", anchor=False)
        if months:
            show_chart_or_table(month_chart(points(months, "month")), months, ["month", "revenue", "order_count"])
    with right, st.container(border=True):
        st.subheader("Revenue by country", anchor=False)
        countries = ask_or_say_why_not("/api/reports/revenue-by-country")
        if countries:
            chart = country_chart(points(countries[:COUNTRIES_IN_CHART], "country"))
            show_chart_or_table(chart, countries, ["country", "revenue", "order_count"])


def show_numbers(months):
    # decimal adds up exactly, digit by digit
    revenue = sum(Decimal(month["revenue"]) for month in months)
    order_count = sum(month["order_count"] for month in months)
    best = max(months, key=lambda month: Decimal(month["revenue"]))
    total, orders, average, best_month = st.columns(4)
    total.metric("Revenue", money_text(revenue), border=True, help="Without cancelled and deleted orders.")
    orders.metric("Orders sold", f"{order_count:,}", border=True)
    average.metric("Average order", money_text(revenue / order_count), border=True)
    best_month.metric(f"Best month, {best['month']}", money_text(Decimal(best["revenue"])), border=True)


def show_chart_or_table(chart, rows, columns):
    first, second = st.tabs(["Chart", "Exact numbers"])
    with first:
        st.altair_chart(chart, height=HEIGHT)
    with second:
        show_table(rows, columns, HEIGHT)


def month_chart(data):
    # of many months as many names are written as fit
    months = altair.Axis(labelAngle=0, labelOverlap=True)
    return altair.Chart(altair.Data(values=data)).mark_bar().encode(
        x=altair.X("Month:O", title=None, axis=months), y=money_axis(altair.Y), tooltip=tooltip("Month"))


def country_chart(data):
    return altair.Chart(altair.Data(values=data)).mark_bar().encode(
        x=money_axis(altair.X), y=altair.Y("Country:N", title=None, sort=None), tooltip=tooltip("Country"))


def money_axis(channel):
    return channel("Revenue:Q", title=None, axis=altair.Axis(tickCount=5, format=",~f"))


def tooltip(name):
    return [f"{name}:N", altair.Tooltip("Revenue:Q", format=",.2f")]


def points(rows, name):
    # a bar need not be exact to the last digit: only here money is a float
    return [{name.capitalize(): row[name], "Revenue": float(row["revenue"])} for row in rows]
