from collections import Counter
from datetime import datetime, timedelta, timezone
import streamlit as st
from show_table import ask_or_say_why_not

# the longest list that the api gives
MOST_BATCHES = 500


def show_batches():
    st.subheader("Orders loaded a minute, in the last hour", anchor=False)
    batches = ask_or_say_why_not(f"/api/pipeline/batches?limit={MOST_BATCHES}")
    if batches:
        bars = orders_a_minute(batches, datetime.now(timezone.utc))
        if any(bar["orders"] for bar in bars):
            st.bar_chart(bars, x="minute", y="orders", x_label="", y_label="", sort=False, height=200)
        else:
            st.caption(f"None. The newest batch was loaded on {batches[0]['loaded_at'][:19].replace('T', ' at ')}.")


def orders_a_minute(batches, now):
    """
    Takes the newest batches, the newest first, and the time; returns the orders loaded in each minute of the last hour,
    as {"minute": "10:07", "orders": 120}. Minutes before the oldest batch of a full list are left out.
    """
    counts = Counter()
    for batch in batches:
        counts[batch["loaded_at"][:16]] += batch["order_count"]
    minutes = [(now - timedelta(minutes=ago)).strftime("%Y-%m-%dT%H:%M") for ago in reversed(range(60))]
    if len(batches) == MOST_BATCHES:
        # the list may end in the middle of this minute
        oldest = batches[-1]["loaded_at"][:16]
        minutes = [minute for minute in minutes if minute > oldest] or minutes[-1:]
    return [{"minute": minute[11:], "orders": counts[minute]} for minute in minutes]
