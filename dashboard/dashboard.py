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
from ask_api import ask_api
from connection.query_api_connection import QUERY_API_URL
from show_batches import show_batches
from show_pipeline import show_pipeline
from show_sales import show_sales
from show_table import show_list


# streamlit runs this function again every three seconds for each visitor who has the page open
@st.fragment(run_every=3)
def show_page():
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title("Shop orders", anchor=False, width="content")
        looked_at = time.strftime("%H:%M:%S", time.gmtime())
        st.caption(f"Looked at {looked_at}, again every 3 seconds. All times are in UTC.", width="content")
    # the health comes first: where the api or mysql is away, that is said at once, and nothing else is asked
    health, problem = ask_api("/health/mysql", 5)
    if problem:
        sentence = f"{problem} It is asked at {QUERY_API_URL}; this page continues by itself when it answers."
        st.error(sentence, icon=":material/cloud_off:")
        return
    status = show_pipeline()
    # without mongodb there is no status, and all that is in mysql is shown all the same
    if status and status["loaded_orders"] == 0:
        st.info("There are no orders in MySQL yet. This page fills itself when the first ones are loaded.")
        return
    show_batches()
    show_sales()
    left, right = st.columns(2)
    with left:
        show_list("Top products", "/api/reports/top-products?limit=10", ["name", "product_id", "quantity", "revenue"])
    with right:
        show_list("Top customers", "/api/reports/top-customers?limit=10",
                  ["name", "customer_id", "order_count", "revenue"])
    left, right = st.columns([3, 1])
    with left:
        show_list("Newest orders", "/api/orders?limit=6",
                  ["created_at", "order_id", "status", "customer_id", "loaded_at"])
    with right:
        show_list("Orders by status", "/api/reports/orders-by-status", ["status", "order_count"])


# without an icon: the browser would fetch one from a server on the internet
st.set_page_config(page_title="Shop orders", layout="wide")
show_page()
