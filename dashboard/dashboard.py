"""
Dashboard - Shows in a browser whether all is well with the pipeline, and what the shop sells; keeps itself up to date

INPUT:
    - answers of the query api, over http; no database

OUTPUT:
    - one page on port 8501

FLOW:
    mysql, mongodb -> query api -> dashboard -> your browser
"""
import time
import streamlit as st
# streamlit runs this file as a script: its neighbours are imported without a dot
from connection.query_api_connection import QUERY_API_URL
from latest_answer import latest_answer
from show_batches import show_orders_a_minute
from show_orders import show_newest_orders, show_orders_by_status
from show_pipeline import show_pipeline
from show_rejected import show_rejected_messages, show_rejected_orders
from show_revenue import show_revenue
from show_top import show_top_customers, show_top_products


# streamlit runs this function again every three seconds for each visitor who has the page open
@st.fragment(run_every=3)
def show_page():
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title("Shop orders", anchor=False, width="content")
        looked_at = time.strftime("%H:%M:%S", time.gmtime())
        st.caption(f"Looked at {looked_at}, again every 3 seconds. All times are in UTC.", width="content")
    # the health comes first: where the api or mysql is away, that is said at once, and nothing else is asked
    health, problem = latest_answer("/health/mysql", 5)
    if problem:
        sentence = f"{problem} It is asked at {QUERY_API_URL}; this page continues by itself when it answers."
        st.error(sentence, icon=":material/cloud_off:")
        return
    status = show_pipeline()
    if status and status["rejected_orders"]:
        show_rejected_orders(status["rejected_orders"])
    show_rejected_messages()
    # without mongodb there is no status, and all that is in mysql is shown all the same
    if status and status["loaded_orders"] == 0:
        st.info("There are no orders in MySQL yet. This page fills itself when the first ones are loaded.")
        return
    show_orders_a_minute()
    show_revenue()
    left, right = st.columns(2)
    with left:
        show_top_products()
    with right:
        show_top_customers()
    left, right = st.columns([3, 1])
    with left:
        show_newest_orders()
    with right:
        show_orders_by_status()


# without an icon: the browser would fetch one from a server on the internet
st.set_page_config(page_title="Shop orders", layout="wide")
show_page()
