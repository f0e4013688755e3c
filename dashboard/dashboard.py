"""
Dashboard - Shows in a browser whether all is well with the pipeline, and what the shop sells; keeps itself up to date

INPUT:
    - answers of the query api, over http; no database

OUTPUT:
    - one page on port 8501

FLOW:
    mysql, mongodb, kafka -> query api -> dashboard -> your browser
"""
import time
import streamlit as st
# streamlit runs this file as a script: its neighbours are imported without a dot
from ask_api import ask_api
from connection.query_api_connection import QUERY_API_URL
from show_batches import show_batches
from show_orders import show_orders
from show_pipeline import show_pipeline, show_rejected_messages
from show_sales import show_sales


@st.fragment(run_every=3)
def show_page():
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title("Shop orders", anchor=False, width="content")
        updated = time.strftime("%H:%M:%S", time.gmtime())
        st.caption(f"Updated at {updated}, again every 3 seconds. All times are in UTC.", width="content")
    status, problem = ask_api("/api/pipeline/status")
    if problem:
        sentence = f"{problem} It is asked at {QUERY_API_URL}; this page continues by itself when it answers."
        st.error(sentence, icon=":material/cloud_off:")
        return
    show_pipeline(status)
    if status["loaders"] is None:
        st.info("What is in MySQL is shown when it answers.")
        return
    show_rejected_messages()
    if status["loaded_orders"] == 0:
        st.info("There are no orders in MySQL.")
        return
    show_batches()
    show_orders()
    show_sales()


# without an icon: the browser would fetch one from a server on the internet
st.set_page_config(page_title="Shop orders", layout="wide")
show_page()
