from datetime import datetime, timezone
import altair
import streamlit as st
from orders_a_minute import MOST_BATCHES, orders_a_minute
from show_table import ask_or_say_why_not


def show_orders_a_minute():
    st.subheader("Orders loaded a minute, in the last hour", anchor=False)
    batches = ask_or_say_why_not(f"/api/pipeline/batches?limit={MOST_BATCHES}")
    if not batches:
        return
    minutes = orders_a_minute(batches, datetime.now(timezone.utc))
    if not any(count for minute, count in minutes):
        st.caption(f"None. The newest batch was loaded on {batches[0]['loaded_at'][:19].replace('T', ' at ')}.")
        return
    points = [{"Minute": minute, "Orders": count} for minute, count in minutes]
    every_ten = [minute for minute, count in minutes if minute.endswith("0")]
    chart = altair.Chart(altair.Data(values=points)).mark_bar().encode(
        x=altair.X("Minute:N", sort=None, title=None, axis=altair.Axis(values=every_ten, labelAngle=0)),
        y=altair.Y("Orders:Q", title=None, axis=altair.Axis(tickCount=4, format=",d")),
        tooltip=["Minute:N", altair.Tooltip("Orders:Q", format=",d")],
    )
    st.altair_chart(chart, height=180)
