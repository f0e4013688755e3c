"""
Dashboard - Shows the orders, their revenue and the pipeline in a browser, and keeps itself up to date

INPUT:
    - answers of the query api, over http; no database

OUTPUT:
    - one page on port 8501

FLOW:
    mysql -> query api -> dashboard -> your browser
"""
import streamlit as st
from connection.query_api_connection import QUERY_API_URL
from latest_answers import HEALTH, latest_answer, somebody_looks, start_asking
from show_orders import show_newest_orders, show_orders_by_status
from show_pipeline import LOADED, show_pipeline, show_rejected_messages
from show_revenue import show_revenue_by_country, show_revenue_by_month
from show_top import show_top_customers, show_top_products

# streamlit runs this whole file for each visitor, and show_page() again every two seconds


# once for all visitors
@st.cache_resource(show_spinner=False)
def start_asking_once():
    start_asking()


@st.fragment(run_every=2)
def show_page():
    somebody_looks()
    health = latest_answer(HEALTH)
    loaded = latest_answer(LOADED)
    problem = health["problem"] or loaded["problem"]
    if problem:
        st.warning(f"{problem} It is asked at {QUERY_API_URL}; this page goes on by itself when it answers.")
    elif loaded["answer"] is None:
        st.info("Asking the query API ...")
    elif loaded["answer"]["order_count"] == 0:
        st.info("There are no orders in MySQL yet. This page fills itself when the first ones are loaded.")
    else:
        show_everything(loaded["answer"])


def show_everything(loaded):
    show_pipeline(loaded)
    show_revenue_by_month()
    show_revenue_by_country()
    left, right = st.columns(2)
    with left:
        show_top_products()
    with right:
        show_top_customers()
    left, right = st.columns([1, 3])
    with left:
        show_orders_by_status()
    with right:
        show_newest_orders()
    show_rejected_messages()


st.set_page_config(page_title="shopetl", layout="wide")
st.title("Shop orders", anchor=False)
start_asking_once()
show_page()
