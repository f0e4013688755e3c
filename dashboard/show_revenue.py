import streamlit as st
from show_table import ask_or_say_why_not, show_table

# room for twelve months and ten countries; the table shows the others when it is scrolled
MONTHS_HEIGHT = 458
COUNTRIES_HEIGHT = 388
COUNTRIES_IN_CHART = 10


def show_revenue_by_month():
    st.subheader("Revenue by month", anchor=False)
    rows = ask_or_say_why_not("/api/reports/revenue-by-month")
    if rows:
        chart, table = st.columns([2, 1])
        with chart:
            st.bar_chart(points(rows, "month"), x="Month", y="Revenue", x_label="", height=MONTHS_HEIGHT)
        with table:
            show_table(rows, ["month", "revenue", "order_count"], MONTHS_HEIGHT)


def show_revenue_by_country():
    st.subheader("Revenue by country", anchor=False)
    rows = ask_or_say_why_not("/api/reports/revenue-by-country")
    if rows:
        chart, table = st.columns([2, 1])
        with chart:
            st.bar_chart(points(rows[:COUNTRIES_IN_CHART], "country"), x="Country", y="Revenue", x_label="", y_label="",
                         horizontal=True, sort="-Revenue", height=COUNTRIES_HEIGHT)
        with table:
            show_table(rows, ["country", "revenue", "order_count"], COUNTRIES_HEIGHT)


def points(rows, name):
    # a bar need not be exact to the last digit: only here money is a float
    return [{name.capitalize(): row[name], "Revenue": float(row["revenue"])} for row in rows]
