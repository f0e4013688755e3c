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
# streamlit runs this file as a script: its neighbours are imported without a dot
from connection.query_api_connection import QUERY_API_URL
from latest_answer import latest_answer
from show_orders import show_newest_orders, show_orders_by_status
from show_pipeline import show_pipeline
from show_revenue import show_revenue_by_country, show_revenue_by_month
from show_top import show_top_customers, show_top_products


# streamlit runs this function again every three seconds for each visitor who has the page open
@st.fragment(run_every=3)
def show_page():
    # the health comes first: where the api or mysql is away, that is said at once, and nothing else is asked
    health, problem = latest_answer("/health/mysql", 5)
    loaded = None
    if problem is None:
        loaded, problem = latest_answer("/api/pipeline/loaded")
    if problem:
        st.warning(f"{problem} It is asked at {QUERY_API_URL}; this page goes on by itself when it answers.")
    elif loaded["order_count"] == 0:
        st.info("There are no orders in MySQL yet. This page fills itself when the first ones are loaded.")
    else:
        show_everything(loaded)


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


st.set_page_config(page_title="shopetl", layout="wide")
st.title("Shop orders", anchor=False)
show_page()
