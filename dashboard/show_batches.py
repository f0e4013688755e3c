from collections import Counter
from datetime import datetime, timedelta, timezone
import streamlit as st
from ask_api import ask_api

# the longest list that the api gives
MAX_BATCHES = 500


def show_batches():
    st.subheader("Orders loaded a minute, in the last hour", anchor=False)
    batches, problem = ask_api(f"/api/pipeline/batches?limit={MAX_BATCHES}")
    bars = orders_a_minute(batches or [], datetime.now(timezone.utc))
    if problem:
        st.warning(problem)
    elif not any(bar["orders"] for bar in bars):
        st.caption("None.")
    else:
        # a label every ten minutes
        st.vega_lite_chart(bars, {"mark": {"type": "bar", "tooltip": True}, "height": 180, "encoding": {
            "x": {"field": "minute", "type": "ordinal", "sort": None, "title": None,
                  "axis": {"labelAngle": 0, "values": [bar["minute"] for bar in bars if bar["minute"].endswith("0")]}},
            "y": {"field": "orders", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1}},
        }})


def orders_a_minute(batches, now):
    """
    Takes the newest batches, the newest first, and the time; returns the orders loaded in each minute of the last hour,
    as {"minute": "10:07", "orders": 120}. Minutes before the oldest batch of a full list are left out.
    """
    counts = Counter()
    for batch in batches:
        counts[batch["loaded_at"][:16]] += batch["order_count"]
    minutes = [(now - timedelta(minutes=ago)).strftime("%Y-%m-%dT%H:%M") for ago in reversed(range(60))]
    if len(batches) == MAX_BATCHES:
        # the list may end in the middle of this minute
        oldest = batches[-1]["loaded_at"][:16]
        minutes = [minute for minute in minutes if minute > oldest] or minutes[-1:]
    return [{"minute": minute[11:], "orders": counts[minute]} for minute in minutes]
